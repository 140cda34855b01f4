package io.agentops.ingest.agents;

import java.time.Duration;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where there may be faults, and how soon agents learn of them. */
@ConfigMapping(prefix = "agentops.faults")
public interface FaultSettings {

    /** Environments whose agents get no faults, whoever asks; in capitals or not. */
    @WithDefault("prod,production")
    Set<String> forbiddenEnvironments();

    /** How often the faults are read that agents are told of; above 0. */
    @WithDefault("1s")
    Duration readEvery();
}
