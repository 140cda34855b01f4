package io.agentops.rca.healing;

import java.time.Duration;
import java.time.Instant;

/** Decides about one agent that is down: by what is known of it and the time alone. */
final class HealingRules {

    private final HealingConfig config;
    private final Backoff backoff;

    HealingRules(HealingConfig config, Backoff backoff) {
        this.config = config;
        this.backoff = backoff;
    }

    /**
     * An agent that is down.
     *
     * @param downSince as it was first seen here
     * @param silent whether it is down because nobody hears of it
     * @param reachable whether there is anything to restart it by
     * @param signature how it ended
     */
    record Down(Instant downSince, boolean silent, boolean reachable, String signature) {}

    /** What to do now. A storm and the limits of the project are no matter of the agent, and are asked before. */
    Decision decide(Down agent, HealingState state, Instant now) {
        if (state.policy() != Policy.AUTOMATIC) {
            return new Decision.Leave("People restart it.");
        }
        if (isBefore(now, state.pausedUntil())) {
            return new Decision.Leave("Healing is paused until " + state.pausedUntil() + ".");
        }
        if (now.isBefore(agent.downSince().plus(config.confirmFor()))) {
            return new Decision.Leave("Its next probes are waited for.");
        }
        if (agent.silent() && now.isAfter(agent.downSince().plus(config.silentFor()))) {
            return new Decision.Leave("It is gone for too long to be restarted.");
        }
        if (state.breaker() == Breaker.OPEN) {
            return now.isBefore(state.breakerSince().plus(config.breaker().halfOpenAfter()))
                    ? new Decision.Leave("The breaker is open.")
                    : tried(agent, state.halfOpen(now), now);
        }
        if (isBefore(now, state.nextAllowedAt())) {
            return new Decision.Leave("The next restart waits until " + state.nextAllowedAt() + ".");
        }
        String enough = enough(agent, state, now);
        return enough == null ? tried(agent, state, now) : new Decision.CallPeople(state.open(now, enough));
    }

    private static boolean isBefore(Instant now, Instant end) {
        return end != null && now.isBefore(end);
    }

    private Decision tried(Down agent, HealingState state, Instant now) {
        if (!agent.reachable() && agent.silent()) {
            // Its sidecar may be back in a moment; whoever counts silent agents is told of it meanwhile.
            return new Decision.Leave("Nothing is known by which it could be restarted until it is heard of again.");
        }
        if (!agent.reachable()) {
            return new Decision.CallPeople(state.open(now, "Nothing is known by which it could be restarted."));
        }
        // The last rung before people.
        Level level = state.unsuccessful() >= config.breaker().unsuccessful() - 1 ? Level.RECREATE : Level.RESTART;
        Duration wait = backoff.after(state.backoffStep());
        return new Decision.Restart(level, state.restarted(now, agent.signature(), wait));
    }

    /** Why restarts are no answer any more; null while they are. */
    private String enough(Down agent, HealingState state, Instant now) {
        if (state.breaker() == Breaker.HALF_OPEN) {
            return "The one try after a rest did not last.";
        }
        HealingConfig.Breaker limits = config.breaker();
        if (state.unsuccessful() >= limits.unsuccessful()) {
            return "%d recoveries in a row did not help.".formatted(state.unsuccessful());
        }
        if (state.restartsSince(now.minus(limits.window())) >= limits.restarts()) {
            return "It was restarted %d times within %d minutes.".formatted(limits.restarts(),
                    limits.window().toMinutes());
        }
        if (state.endedAlike(agent.signature(), limits.alike())) {
            return "It ended %d times in a row in the same way.".formatted(limits.alike());
        }
        return null;
    }
}
