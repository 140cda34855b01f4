package io.agentops.sidecar.heartbeat;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the platform is told. */
@ConfigMapping(prefix = "agentops.sidecar.heartbeat")
public interface HeartbeatSettings {

    /** The platform's origin, e.g. {@code https://agentops.example.org}; {@code /telemetry} is added. */
    URI platformUrl();

    /** The project's key, sent as {@code Authorization: Bearer}: the only credential a sidecar has. */
    Optional<String> projectKey();

    @WithDefault("5s")
    Duration interval();

    /** How long the platform may take to answer. */
    @WithDefault("5s")
    Duration timeout();

    /** The longest wait before the platform is tried again; each wait is random below a bound that doubles from one interval up to this. */
    @WithDefault("60s")
    Duration longestBackoff();

    /** How an agent's state is judged. */
    Status status();

    /** From which figures of the window an agent is what. */
    interface Status {

        /** Requests below which figures of traffic say nothing. */
        @WithDefault("5")
        int minimumRequests();

        /** The 95th percentile above which an agent is degraded. */
        @WithDefault("2s")
        Duration degradedLatency();

        /** The share of errors from which it is degraded. */
        @WithDefault("0.1")
        double degradedErrorRate();

        /** The share of errors from which it is unhealthy. */
        @WithDefault("0.5")
        double unhealthyErrorRate();

        /** How long all must have been better before the state is. */
        @WithDefault("10s")
        Duration betterAfter();
    }
}
