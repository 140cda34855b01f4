package io.agentops.ingest.agents;

import java.time.Instant;
import java.util.Comparator;

import io.agentops.contract.agent.Heartbeat;

/**
 * A heartbeat as it came.
 *
 * @param at when it reached the platform, by the platform's clock
 */
record Heard(Heartbeat heartbeat, Instant at) {

    /** Empty where the heartbeat does not say. */
    String sidecar() {
        return heartbeat.sidecarId() == null ? "" : heartbeat.sidecarId();
    }

    /**
     * Whether it tells more lately of its agent than another: of one sidecar by its own count, else by when they came. The statement
     * that stores heartbeats tells them apart in the same way.
     */
    boolean isAfter(Heard other) {
        if (!sidecar().isEmpty() && sidecar().equals(other.sidecar())) {
            return heartbeat.sequence() > other.heartbeat.sequence();
        }
        return Comparator.comparing(Heard::at).thenComparing(Heard::sidecar).compare(this, other) > 0;
    }
}
