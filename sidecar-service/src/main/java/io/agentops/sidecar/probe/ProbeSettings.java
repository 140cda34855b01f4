package io.agentops.sidecar.probe;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the agent is asked whether it lives. */
@ConfigMapping(prefix = "agentops.sidecar.probe")
public interface ProbeSettings {

    /** What is asked. */
    enum Kind {
        /** {@link #path} of the target answers 2xx or 3xx. */
        HTTP,
        /** The target accepts a connection. */
        TCP,
        /** The supervised process runs. */
        PROCESS,
        /** Nothing: traffic alone decides. */
        NONE
    }

    @WithDefault("http")
    Kind kind();

    @WithDefault("/health")
    String path();

    @WithDefault("5s")
    Duration interval();

    @WithDefault("2s")
    Duration timeout();

    /** Failures in a row that make the agent unhealthy. */
    @WithDefault("3")
    int failures();

    /** Successes in a row that make it healthy again. */
    @WithDefault("2")
    int successes();

    /** How long after its start failures do not count, unless it has answered before. */
    @WithDefault("60s")
    Duration startupGrace();

    /** How often a request of ours takes the way of the callers, while a fault is active and they make hardly any. */
    @WithDefault("1s")
    Duration syntheticInterval();

    /** How long such a request waits. */
    @WithDefault("4s")
    Duration syntheticTimeout();
}
