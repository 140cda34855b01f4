package io.agentops.ingest.agents;

import java.util.List;

import io.agentops.contract.agent.Heartbeat;
import io.agentops.http.Problem;

/** What came of reading a message of heartbeats. */
sealed interface HeartbeatReading {

    /**
     * Heartbeats that keep every rule.
     *
     * @param encoded each as it goes into its record
     */
    record Valid(List<Heartbeat> heartbeats, List<byte[]> encoded) implements HeartbeatReading {}

    /** No heartbeats; the problem repeats nothing of the message but names of fields. */
    record Refused(Problem problem) implements HeartbeatReading {}
}
