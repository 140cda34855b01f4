package io.agentops.rca.healing;

import java.time.Instant;

/** Whether a restart helped. */
final class SuccessRule {

    private final HealingConfig.Work config;

    SuccessRule(HealingConfig.Work config) {
        this.config = config;
    }

    /** What is seen of a restarted agent. */
    enum Sight {
        HEALTHY,
        /** It is starting, answers slowly, or is not heard of. */
        NOT_YET,
        DOWN,
        /** What it says waits to be stored. */
        UNHEARD
    }

    /** What follows from it. */
    sealed interface Verdict {

        /** It is too early to say. */
        record Wait(Instant healthyFrom) implements Verdict {}

        /** It helped. */
        record Recovered(Instant healthyFrom) implements Verdict {}

        /** It did not. */
        record Ineffective(String why) implements Verdict {}
    }

    /** How a heartbeat looks. */
    Sight sight(String status, boolean silent, double errorRate) {
        if ("HEALTHY".equals(status)) {
            return errorRate < config.healthyErrorRate() ? Sight.HEALTHY : Sight.NOT_YET;
        }
        return "UNHEALTHY".equals(status) && !silent ? Sight.DOWN : Sight.NOT_YET;
    }

    /**
     * Judges.
     *
     * @param actedAt when it was restarted
     * @param healthyFrom since when it was seen healthy without a break; null when it was not, at the last look
     */
    Verdict judge(Sight sight, Instant actedAt, Instant healthyFrom, Instant now) {
        if (sight == Sight.HEALTHY) {
            Instant from = healthyFrom == null ? now : healthyFrom;
            return now.isBefore(from.plus(config.healthyFor()))
                    ? new Verdict.Wait(from)
                    : new Verdict.Recovered(from);
        }
        if (sight == Sight.UNHEARD) {
            // Not anew: who is heard of more rarely than is looked would be waited for without an end.
            return new Verdict.Wait(healthyFrom);
        }
        if (healthyFrom != null && sight == Sight.DOWN) {
            return new Verdict.Ineffective("The agent was healthy for a moment and went down again.");
        }
        return now.isBefore(actedAt.plus(config.healthyWithin()))
                ? new Verdict.Wait(null)
                : new Verdict.Ineffective("The agent was restarted and did not become healthy within %d s."
                        .formatted(config.healthyWithin().toSeconds()));
    }
}
