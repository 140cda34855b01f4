package io.agentops.ingest.agents;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How agents are watched. */
@ConfigMapping(prefix = "agentops.agents")
public interface AgentSettings {

    /** How many heartbeats may be between the door and Kafka at once; one more is answered 503. */
    @WithDefault("4096")
    int inFlight();

    /** How long an agent may be silent before it is UNKNOWN: three heartbeats of five seconds, and one second for the network. */
    @WithDefault("16s")
    Duration silentAfter();

    /**
     * How long, after the platform was away, agents may take to be heard of again: a sidecar's longest back-off, a heartbeat and its
     * timeout; never less than {@link #silentAfter()}.
     */
    @WithDefault("70s")
    Duration returnWithin();

    /** How often it is looked for agents that fell silent; {@code off} stops it, in this process. */
    @WithDefault("2s")
    String silenceEvery();

    /** How often it is noted how all agents are, once a minute at most; {@code off} stops it, in this process. */
    @WithDefault("60s")
    String sampleEvery();
}
