package io.agentops.rca.healing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.agentops.rca.healing.Decision.CallPeople;
import io.agentops.rca.healing.Decision.Leave;
import io.agentops.rca.healing.Decision.Restart;
import io.agentops.rca.healing.HealingRules.Down;

class HealingRulesTest {

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final HealingRules rules = rules(0.5);
    private HealingState state = HealingState.fresh(Policy.AUTOMATIC);
    private Instant now = START;

    private static HealingRules rules(double random) {
        HealingConfig config = Defaults.healing();
        return new HealingRules(config, new Backoff(config.firstBackoff(), config.longestBackoff(), () -> random));
    }

    private Decision down(String signature) {
        return rules.decide(new Down(now.minusSeconds(30), false, true, signature), state, now);
    }

    private Restart restart(String signature) {
        assertThat(down(signature)).isInstanceOf(Restart.class);
        Restart restart = (Restart) down(signature);
        state = restart.next();
        return restart;
    }

    private String reason(Decision decision) {
        return ((CallPeople) decision).next().breakerReason();
    }

    @Test
    void anAgentIsLeftToPeopleUnlessItsPolicySaysOtherwise() {
        state = HealingState.fresh(Policy.MANUAL);
        assertThat(down("1|")).isEqualTo(new Leave("People restart it."));
        state = HealingState.fresh(Policy.AUTOMATIC);
        assertThat(restart("1|").level()).isEqualTo(Level.RESTART);
    }

    @Test
    void itsNextProbesAreWaitedForFirst() {
        assertThat(rules.decide(new Down(now.minusMillis(9_999), false, true, "1|"), state, now))
                .isEqualTo(new Leave("Its next probes are waited for."));
        assertThat(rules.decide(new Down(now.minusMillis(10_000), false, true, "1|"), state, now))
                .isInstanceOf(Restart.class);
    }

    @Test
    void whoIsGoneForLongIsNotRestarted() {
        Instant gone = now.minus(Duration.ofMinutes(15)).minusMillis(1);
        assertThat(rules.decide(new Down(gone, true, true, "-|"), state, now)).isInstanceOf(Leave.class);
        assertThat(rules.decide(new Down(gone, false, true, "-|"), state, now)).isInstanceOf(Restart.class);
    }

    @Test
    void aPauseHoldsUntilItsEnd() {
        state = HealingStateBuilder.builder(state).pausedUntil(now.plusSeconds(1)).build();
        assertThat(down("1|")).isInstanceOf(Leave.class);
        now = now.plusSeconds(1);
        assertThat(down("1|")).isInstanceOf(Restart.class);
    }

    @Test
    void theWaitDoublesToItsLimitAndEndsWithSteadiness() {
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            restart("end " + i + " " + "abcdefgh".charAt(i));
            waits.add(Duration.between(now, state.nextAllowedAt()));
            Instant tooEarly = state.nextAllowedAt().minusMillis(1);
            assertThat(rules.decide(new Down(START, false, true, "x"), state, tooEarly)).isInstanceOf(Leave.class);
            now = now.plus(Duration.ofMinutes(6));
        }
        assertThat(waits).extracting(Duration::toSeconds).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
        state = state.steady();
        restart("y");
        assertThat(Duration.between(now, state.nextAllowedAt())).hasSeconds(5);
    }

    @Test
    void theWaitVariesByAFifth() {
        HealingState first = ((Restart) rules(0).decide(new Down(START, false, true, ""), state,
                now.plusSeconds(60))).next();
        HealingState last = ((Restart) rules(1).decide(new Down(START, false, true, ""), state,
                now.plusSeconds(60))).next();
        assertThat(Duration.between(now.plusSeconds(60), first.nextAllowedAt())).hasMillis(4_000);
        assertThat(Duration.between(now.plusSeconds(60), last.nextAllowedAt())).hasMillis(6_000);
    }

    @Test
    void fiveRestartsWithinAQuarterOfAnHourAreEnough() {
        for (int i = 0; i < 5; i++) {
            restart("end " + "abcde".charAt(i));
            now = now.plus(Duration.ofMinutes(2));
        }
        assertThat(reason(down("f"))).isEqualTo("It was restarted 5 times within 15 minutes.");
        now = START.plus(Duration.ofMinutes(15));
        assertThat(down("f")).isInstanceOf(Restart.class);
    }

    @Test
    void threeEndsAlikeInARowAreEnough() {
        restart("137|killed");
        now = now.plusSeconds(100);
        restart("1|disk full");
        now = now.plusSeconds(100);
        restart("137|killed");
        now = now.plusSeconds(100);
        restart("137|killed");
        now = now.plusSeconds(100);
        assertThat(reason(down("137|killed"))).isEqualTo("It ended 3 times in a row in the same way.");
        assertThat(down("1|other")).isInstanceOf(Restart.class);
    }

    @Test
    void whatDoesNotHelpIsFollowedByMoreAndThenByPeople() {
        assertThat(restart("a").level()).isEqualTo(Level.RESTART);
        state = state.unsuccessful(now);
        now = now.plus(Duration.ofMinutes(4));
        assertThat(restart("b").level()).isEqualTo(Level.RESTART);
        state = state.unsuccessful(now);
        now = now.plus(Duration.ofMinutes(4));
        assertThat(restart("c").level()).isEqualTo(Level.RECREATE);
        state = state.unsuccessful(now);
        now = now.plus(Duration.ofMinutes(4));
        assertThat(reason(down("d"))).isEqualTo("3 recoveries in a row did not help.");
        state = state.recovered();
        assertThat(down("d")).isInstanceOf(Restart.class);
    }

    @Test
    void anOpenBreakerAllowsOneTryAfterARest() {
        state = state.open(now, "enough");
        now = now.plus(Duration.ofMinutes(30)).minusMillis(1);
        assertThat(down("a")).isEqualTo(new Leave("The breaker is open."));
        now = now.plusMillis(1);
        restart("a");
        assertThat(state.breaker()).isEqualTo(Breaker.HALF_OPEN);
        now = now.plus(Duration.ofMinutes(10));

        HealingState helped = state.recovered();
        HealingState not = state.unsuccessful(now);

        assertThat(helped.breaker()).isEqualTo(Breaker.CLOSED);
        assertThat(helped.breakerReason()).isNull();
        assertThat(not.breaker()).isEqualTo(Breaker.OPEN);
        assertThat(not.breakerSince()).isEqualTo(now);
    }

    @Test
    void whoCannotBeRestartedIsAMatterOfPeople() {
        Decision decision = rules.decide(new Down(START, false, false, "-|"), state, now.plusSeconds(60));
        assertThat(reason(decision)).isEqualTo("Nothing is known by which it could be restarted.");
    }

    @Test
    void whoCannotBeRestartedWhileItIsSilentIsWaitedFor() {
        Down gone = new Down(START, true, false, "-|");
        assertThat(rules.decide(gone, state, now.plusSeconds(60))).isEqualTo(
                new Leave("Nothing is known by which it could be restarted until it is heard of again."));
        state = state.open(now, "enough");
        now = now.plus(Duration.ofMinutes(31));
        assertThat(rules.decide(new Down(now.minusSeconds(30), true, false, "-|"), state, now))
                .isInstanceOf(Leave.class);
    }

    @Test
    void whatWasNotRestartedAfterAllCountsForNothing() {
        HealingState before = restart("a").next();
        now = now.plusSeconds(100);
        HealingState after = restart("b").next().notRestarted();

        assertThat(after.restarts()).isEqualTo(before.restarts());
        assertThat(after.signatures()).containsExactly("a");
        assertThat(after.backoffStep()).isEqualTo(1);
        assertThat(after.nextAllowedAt()).isEqualTo(now.plusSeconds(10));
        assertThat(after.steady().notRestarted()).isEqualTo(after.steady());
    }

    @Test
    void noMoreIsRememberedThanIsOfUse() {
        for (int i = 0; i < 100; i++) {
            state = state.restarted(now.plusSeconds(i), "s" + i, Duration.ZERO);
        }
        assertThat(state.restarts()).hasSize(HealingState.MOST_REMEMBERED).endsWith(now.plusSeconds(99));
        assertThat(state.signatures()).hasSize(HealingState.MOST_REMEMBERED).endsWith("s99");
    }
}
