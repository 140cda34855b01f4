package io.agentops.query.live;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** When a run that has not ended counts as what. */
@ConfigMapping(prefix = "agentops.live")
public interface LiveConfig {

    /** How long a running run may be silent before it counts as hung; longer than its longest step. */
    @WithDefault("5m")
    Duration hungAfter();
}
