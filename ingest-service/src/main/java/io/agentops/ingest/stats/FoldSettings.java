package io.agentops.ingest.stats;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How rows of figures are summed up. */
@ConfigMapping(prefix = "agentops.stats.fold")
public interface FoldSettings {

    /** How often, as a duration, or {@code off}; readers add up whatever was not summed up since. */
    @WithDefault("10s")
    String every();

    /**
     * How many new rows an hour of a project has to have before it is summed up, while it is not over. It must have as many as
     * rows that were summed up before, too, so that an hour with many keys is not written anew for a few.
     */
    @WithDefault("1000")
    int rows();
}
