package io.agentops.ingest.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long dead letters are kept as rows; their topics have a retention of their own. */
@ConfigMapping(prefix = "agentops.dead-letters")
public interface DeadLetterSettings {

    /** Days since a record was refused; at least 1. */
    @WithDefault("14")
    int days();
}
