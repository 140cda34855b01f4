package io.agentops.rca.healing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * What is decided about an agent, and what it rests on. What changes it gives another one.
 *
 * @param pausedUntil before which nothing is done by itself; null for no pause
 * @param breakerReason why it is open; null while it is closed
 * @param breakerSince when it opened or half-opened; null while it is closed
 * @param backoffStep how often the wait has doubled
 * @param nextAllowedAt the end of the wait; null for none
 * @param unsuccessful recoveries in a row that did not help
 * @param restarts the latest automatic ones, the newest last
 * @param signatures how the agent ended before those, the newest last
 * @param healthySince null while it is not healthy
 */
@RecordBuilder
record HealingState(
        Policy policy,
        Instant pausedUntil,
        Breaker breaker,
        String breakerReason,
        Instant breakerSince,
        int backoffStep,
        Instant nextAllowedAt,
        int unsuccessful,
        List<Instant> restarts,
        List<String> signatures,
        Instant healthySince) {

    /** How many restarts are remembered. */
    static final int MOST_REMEMBERED = 32;

    HealingState {
        restarts = List.copyOf(restarts);
        signatures = List.copyOf(signatures);
    }

    /** Of an agent about which nothing happened yet. */
    static HealingState fresh(Policy policy) {
        return new HealingState(policy, null, Breaker.CLOSED, null, null, 0, null, 0, List.of(), List.of(), null);
    }

    /**
     * A restart begins.
     *
     * @param signature how the agent ended
     * @param wait until the next one may
     */
    HealingState restarted(Instant now, String signature, Duration wait) {
        return HealingStateBuilder.builder(this).backoffStep(backoffStep + 1).nextAllowedAt(now.plus(wait))
                .restarts(latest(restarts, now)).signatures(latest(signatures, signature)).build();
    }

    /** What had begun to be restarted was not: that counts no more, but for the wait. */
    HealingState notRestarted() {
        return HealingStateBuilder.builder(this).backoffStep(Math.max(0, backoffStep - 1))
                .restarts(withoutLatest(restarts)).signatures(withoutLatest(signatures)).build();
    }

    /** Where somebody armed it anew meanwhile, there is nothing left. */
    private static <T> List<T> withoutLatest(List<T> all) {
        return all.isEmpty() ? all : all.subList(0, all.size() - 1);
    }

    private static <T> List<T> latest(List<T> before, T next) {
        List<T> all = new ArrayList<>(before);
        all.add(next);
        return all.subList(Math.max(0, all.size() - MOST_REMEMBERED), all.size());
    }

    /** People are needed from now on. */
    HealingState open(Instant now, String reason) {
        return HealingStateBuilder.builder(this).breaker(Breaker.OPEN).breakerReason(reason).breakerSince(now).build();
    }

    /** One more try. */
    HealingState halfOpen(Instant now) {
        return HealingStateBuilder.builder(this).breaker(Breaker.HALF_OPEN).breakerSince(now).build();
    }

    /** A recovery helped: a breaker that was being tried closes. The wait stays, until the agent is steady. */
    HealingState recovered() {
        HealingState helped = HealingStateBuilder.builder(this).unsuccessful(0).build();
        return breaker == Breaker.HALF_OPEN ? helped.closed() : helped;
    }

    /** A recovery did not help. */
    HealingState unsuccessful(Instant now) {
        HealingState next = HealingStateBuilder.builder(this).unsuccessful(unsuccessful + 1).build();
        return breaker == Breaker.HALF_OPEN ? next.open(now, "The one try after a rest did not help.") : next;
    }

    /** It was healthy for long, or people say so: what went before counts no more. */
    HealingState steady() {
        return HealingStateBuilder.builder(closed()).backoffStep(0).nextAllowedAt(null).unsuccessful(0).build();
    }

    private HealingState closed() {
        return HealingStateBuilder.builder(this).breaker(Breaker.CLOSED).breakerReason(null).breakerSince(null)
                .restarts(List.of()).signatures(List.of()).build();
    }

    /** How many restarts began after a time. */
    long restartsSince(Instant time) {
        return restarts.stream().filter(at -> at.isAfter(time)).count();
    }

    /** Whether the agent ended now, and so many times before counting this one, in the same way. */
    boolean endedAlike(String now, int times) {
        int before = times - 1;
        return signatures.size() >= before && Collections
                .frequency(signatures.subList(signatures.size() - before, signatures.size()), now) == before;
    }
}
