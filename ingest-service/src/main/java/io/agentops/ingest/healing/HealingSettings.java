package io.agentops.ingest.healing;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How recoveries that people ask for and those by policy go together. */
@ConfigMapping(prefix = "agentops.recoveries")
public interface HealingSettings {

    /** How long nothing is done by itself about an agent after somebody asked for its recovery. */
    @WithDefault("10m")
    Duration manualPause();
}
