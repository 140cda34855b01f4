package io.agentops.sidecar.heartbeat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.agentops.contract.agent.AgentStatus;
import io.agentops.sidecar.heartbeat.StatusRule.Verdict;

/** The state over time: what is worse counts at once, what is better when it has been so for a while. */
final class StatusTracker {

    private static final List<AgentStatus> FROM_GOOD_TO_BAD = List.of(AgentStatus.HEALTHY, AgentStatus.DEGRADED,
            AgentStatus.UNHEALTHY);

    private final Duration betterAfter;
    private final LongSupplier nanos;
    private Verdict current = new Verdict(AgentStatus.UNKNOWN, "the sidecar is starting");
    private Instant since = Instant.now();
    private long lastAsBad;

    StatusTracker(Duration betterAfter, LongSupplier nanos) {
        this.betterAfter = betterAfter;
        this.nanos = nanos;
    }

    /** The state after a new verdict. */
    synchronized Verdict update(Verdict verdict) {
        long now = nanos.getAsLong();
        int before = FROM_GOOD_TO_BAD.indexOf(current.status());
        int after = FROM_GOOD_TO_BAD.indexOf(verdict.status());
        boolean better = before >= 0 && after >= 0 && after < before;
        if (!better) {
            lastAsBad = now;
        } else if (now - lastAsBad < TimeUnit.MILLISECONDS.toNanos(betterAfter.toMillis())) {
            return current;
        }
        if (verdict.status() != current.status()) {
            since = Instant.now();
        }
        current = verdict;
        return current;
    }

    synchronized Verdict current() {
        return current;
    }

    synchronized Instant since() {
        return since;
    }
}
