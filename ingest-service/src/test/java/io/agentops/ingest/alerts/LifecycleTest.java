package io.agentops.ingest.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.alerts.Happening.Change;
import io.agentops.ingest.alerts.Happening.Notification;
import io.agentops.ingest.alerts.State.Phase;
import io.agentops.ingest.alerts.Verdict.Standing;

class LifecycleTest {

    private static final Instant START = Instant.parse("2026-03-10T12:00:00Z");
    private static final Rule RULE = new Rule("r", new Threshold(Metric.RUNS, Duration.ofMinutes(5), true, 1, 1, 1,
            RuleBody.Filters.NONE), RuleBody.Filters.NONE, Duration.ZERO, Duration.ofMinutes(1), Duration.ofHours(2));

    private State state = State.fresh(START);

    private List<Happening> after(Duration time, Standing standing) {
        Lifecycle.Step step = Lifecycle.next(RULE, state, new Verdict(standing, 2.0, 1.0, Map.of()), true, false,
                START.plus(time));
        state = step.state();
        return step.happenings();
    }

    @Test
    void receiversAreRemindedAsOftenAsTheyAsked() {
        assertThat(after(Duration.ZERO, Standing.HOLDS)).extracting(Happening::change).containsExactly(Change.FIRED);
        assertThat(after(Duration.ofMinutes(119), Standing.HOLDS)).isEmpty();
        assertThat(after(Duration.ofMinutes(120), Standing.HOLDS)).singleElement().satisfies(reminder -> {
            assertThat(reminder.change()).isEqualTo(Change.REMINDER);
            assertThat(reminder.firedBy()).isEqualTo(state.event());
            assertThat(reminder.notification()).isEqualTo(Notification.SENT);
        });
        assertThat(after(Duration.ofMinutes(239), Standing.HOLDS)).isEmpty();
        assertThat(after(Duration.ofMinutes(240), Standing.BETWEEN)).hasSize(1);
    }

    @Test
    void whatIsNotClearlyOverGoesOnAndDoesNotBegin() {
        assertThat(after(Duration.ZERO, Standing.BETWEEN)).isEmpty();
        assertThat(state.phase()).isEqualTo(Phase.OK);
        after(Duration.ofSeconds(1), Standing.HOLDS);
        after(Duration.ofSeconds(30), Standing.CLEAR);
        after(Duration.ofSeconds(60), Standing.BETWEEN);
        assertThat(after(Duration.ofSeconds(91), Standing.CLEAR)).isEmpty();
        assertThat(after(Duration.ofSeconds(150), Standing.CLEAR)).isEmpty();
        assertThat(after(Duration.ofSeconds(151), Standing.CLEAR)).extracting(Happening::change)
                .containsExactly(Change.RESOLVED);
        assertThat(state).isEqualTo(new State(Phase.OK, START.plusSeconds(151), null, false, null, null, 0, false,
                START.plusSeconds(1), START, 1));
    }

    @Test
    void whatWasUnknownDoesNotCountTowardsTheEnd() {
        after(Duration.ZERO, Standing.HOLDS);
        after(Duration.ofSeconds(10), Standing.CLEAR);
        after(Duration.ofSeconds(60), Standing.UNKNOWN);
        assertThat(after(Duration.ofSeconds(90), Standing.CLEAR)).isEmpty();
        assertThat(after(Duration.ofSeconds(149), Standing.CLEAR)).isEmpty();
        assertThat(after(Duration.ofSeconds(150), Standing.CLEAR)).extracting(Happening::change)
                .containsExactly(Change.RESOLVED);
    }

    @Test
    void aBudgetGoesOnWithTheEventWithWhichItBegan() {
        Budget budget = new Budget(false, Budget.Period.DAY, 10, List.of(50.0, 80.0), RuleBody.Filters.NONE);
        Rule rule = new Rule("b", budget, RuleBody.Filters.NONE, Duration.ZERO, Duration.ZERO, null);
        Lifecycle.Step half = Lifecycle.next(rule, state, new Verdict(Standing.HOLDS, 5.0, 5.0, Map.of()), true, false,
                START);
        Happening first = half.happenings().get(0);
        assertThat(first.firedBy()).isNull();
        Lifecycle.Step more = Lifecycle.next(rule, half.state(), new Verdict(Standing.HOLDS, 8.0, 8.0, Map.of()), true,
                true, START.plusSeconds(60));
        assertThat(more.happenings()).singleElement().satisfies(second -> {
            assertThat(second.change()).isEqualTo(Change.FIRED);
            assertThat(second.firedBy()).isEqualTo(first.id());
            assertThat(second.notification()).isEqualTo(Notification.MUTED);
        });
        assertThat(more.state().event()).isEqualTo(first.id());
        assertThat(more.state().notified()).isTrue();
        // What was muted is told later, and the end to those who were told of the beginning.
        assertThat(Lifecycle.next(rule, more.state(), new Verdict(Standing.HOLDS, 8.0, 8.0, Map.of()), true, false,
                START.plusSeconds(120)).happenings()).extracting(Happening::change).containsExactly(Change.REMINDER);
        assertThat(Lifecycle.next(rule, more.state(), new Verdict(Standing.CLEAR, 0.0, 5.0, Map.of()), true, true,
                START.plus(Duration.ofDays(1))).happenings()).singleElement().satisfies(end -> {
                    assertThat(end.firedBy()).isEqualTo(first.id());
                    assertThat(end.notification()).isEqualTo(Notification.SENT);
                });
    }

    @Test
    void whoeverWasNotToldOfTheBeginningIsNotToldOfTheEnd() {
        Verdict holds = new Verdict(Standing.HOLDS, 2.0, 1.0, Map.of());
        Lifecycle.Step muted = Lifecycle.next(RULE, state, holds, true, true, START);
        assertThat(muted.happenings()).extracting(Happening::notification).containsExactly(Notification.MUTED);
        Verdict clear = new Verdict(Standing.CLEAR, 0.0, 1.0, Map.of());
        Lifecycle.Step clearing = Lifecycle.next(RULE, muted.state(), clear, true, true, START.plusSeconds(1));
        assertThat(Lifecycle.next(RULE, clearing.state(), clear, true, true, START.plusSeconds(61)).happenings())
                .extracting(Happening::notification).containsExactly(Notification.MUTED);
    }

    @Test
    void whoeverWasToldOfTheBeginningIsToldOfTheEndThoughTheRuleBeMuted() {
        after(Duration.ZERO, Standing.HOLDS);
        Verdict clear = new Verdict(Standing.CLEAR, 0.0, 1.0, Map.of());
        Lifecycle.Step clearing = Lifecycle.next(RULE, state, clear, true, true, START.plusSeconds(1));
        assertThat(Lifecycle.next(RULE, clearing.state(), clear, true, true, START.plusSeconds(61)).happenings())
                .extracting(Happening::notification).containsExactly(Notification.SENT);
    }
}
