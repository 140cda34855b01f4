package io.agentops.query.anatomy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much is spent on reading whole runs. */
@ConfigMapping(prefix = "agentops.anatomy")
public interface AnatomyConfig {

    /** Answers of one process that are worked on at once; more are answered 503. Each may hold two runs in memory. */
    @WithDefault("8")
    int atOnce();
}
