package io.agentops.sidecar.heartbeat;

import java.util.Locale;

import io.agentops.contract.agent.AgentStatus;
import io.agentops.contract.agent.Heartbeat;

/** From probes and figures of now to a state; what was before plays no part here. */
final class StatusRule {

    private StatusRule() {}

    /** What probes say. */
    enum Probes {
        NONE,
        WARMING,
        HEALTHY,
        UNHEALTHY,
        /** Nothing, and the process that would have to answer does not run. */
        NO_PROCESS
    }

    /**
     * A state and what decided it.
     *
     * @param reason in words
     */
    record Verdict(
            AgentStatus status,
            String reason) {}

    static double errorRate(Heartbeat.Traffic traffic) {
        long errors = traffic.errors().values().stream().mapToLong(Long::longValue).sum();
        return traffic.requests() == 0 ? 0 : (double) errors / traffic.requests();
    }

    /** @param failures of probes, in a row */
    static Verdict judge(HeartbeatSettings.Status limits, Probes probes, int failures, Heartbeat.Traffic traffic) {
        if (probes == Probes.UNHEALTHY) {
            return new Verdict(AgentStatus.UNHEALTHY, failures + " probes failed in a row");
        }
        if (probes == Probes.NO_PROCESS) {
            return new Verdict(AgentStatus.UNHEALTHY, "the process does not run");
        }
        if (traffic.requests() >= limits.minimumRequests()) {
            Verdict byTraffic = judge(limits, traffic);
            if (byTraffic != null) {
                return byTraffic;
            }
            if (probes == Probes.NONE) {
                return new Verdict(AgentStatus.HEALTHY, "requests are answered");
            }
        }
        return switch (probes) {
            case HEALTHY -> new Verdict(AgentStatus.HEALTHY, "probes are answered");
            case WARMING -> new Verdict(AgentStatus.UNKNOWN, "the agent is starting");
            default -> new Verdict(AgentStatus.UNKNOWN, "nobody asks the agent anything");
        };
    }

    private static Verdict judge(HeartbeatSettings.Status limits, Heartbeat.Traffic traffic) {
        double rate = errorRate(traffic);
        if (rate >= limits.degradedErrorRate()) {
            String reason = String.format(Locale.ROOT, "%.0f %% of requests fail", rate * 100);
            return new Verdict(rate >= limits.unhealthyErrorRate() ? AgentStatus.UNHEALTHY : AgentStatus.DEGRADED,
                    reason);
        }
        double p95 = traffic.p95Ms();
        return p95 > limits.degradedLatency().toMillis()
                ? new Verdict(AgentStatus.DEGRADED, String.format(Locale.ROOT, "p95 latency is %.0f ms", p95))
                : null;
    }
}
