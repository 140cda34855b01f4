package io.agentops.ingest.alerts;

import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.agentops.ingest.IngestMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

@QuarkusTest
class ThresholdTest {

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final String agent = freshId("watched");

    @Inject
    AlertClient alerts;

    @Inject
    Evaluator evaluator;

    @Inject
    StateStore states;

    @Inject
    Database database;

    @Inject
    Pool pool;

    @Inject
    MeterRegistry meters;

    private String failureRate(String more) {
        return alerts
                .create("""
                        {'name': 'Failures', 'condition': {'kind': 'threshold', 'metric': 'failure_rate', 'window': '5m', 'value': 0.2,
                          'minimum_runs': 4%s}, 'filters': {'agent_id': '%s'}}"""
                        .formatted(more, agent));
    }

    @Test
    void aRateAboveItsValueFiresAndResolves() {
        String rule = failureRate("");
        alerts.runs(agent, 3, "success", now.minusSeconds(100));
        alerts.runs(agent, 1, "failure", now.minusSeconds(90));
        alerts.runs(agent, 9, "failure", now.minusSeconds(301));
        alerts.runs(freshId("other"), 5, "failure", now.minusSeconds(90));
        alerts.evaluate(rule, now);
        assertThat(alerts.state(rule)).isEqualTo("firing 0.25");
        assertThat(alerts.events(rule)).containsExactly("fired 0.25 0.2 none");
        assertThat(alerts.evidence(rule)).isEqualTo("{\"total\": 4, \"failed\": 1}");

        alerts.evaluate(rule, now.plusSeconds(1));
        assertThat(alerts.events(rule)).hasSize(1);

        alerts.runs(agent, 1, "success", now.minusSeconds(10));
        alerts.evaluate(rule, now.plusSeconds(2));
        assertThat(alerts.state(rule)).isEqualTo("ok 0.2");
        assertThat(alerts.events(rule)).containsExactly("fired 0.25 0.2 none", "resolved 0.2 0.2 none");
        assertThat(database.value("SELECT count(*) FROM alert_event e JOIN alert_event f ON f.event_id = e.fired_by "
                + "WHERE e.rule_id = ($1::text)::uuid AND e.state = 'resolved' AND f.state = 'fired'", rule))
                .isEqualTo("1");
    }

    @Test
    void fewRunsAreNoAlarmAndWithoutRunsAnAlarmEndsAfterAWindow() {
        String rule = failureRate("");
        alerts.runs(agent, 3, "failure", now.minusSeconds(100));
        alerts.evaluate(rule, now);
        assertThat(alerts.state(rule)).isEqualTo("ok");
        alerts.runs(agent, 1, "failure", now.minusSeconds(90));
        alerts.evaluate(rule, now);
        assertThat(alerts.state(rule)).isEqualTo("firing 1");

        Instant silent = now.plusSeconds(300);
        alerts.evaluate(rule, silent);
        assertThat(alerts.state(rule)).isEqualTo("firing");
        alerts.evaluate(rule, silent.plusSeconds(299));
        assertThat(alerts.state(rule)).isEqualTo("firing");
        alerts.evaluate(rule, silent.plusSeconds(300));
        assertThat(alerts.state(rule)).isEqualTo("ok");
        assertThat(alerts.evidence(rule)).isEqualTo("{\"total\": 0, \"failed\": 0, \"reason\": \"no_data\"}");
    }

    @Test
    void aConditionMustHoldAndMustBeOverForAWhile() {
        String rule = alerts
                .create("""
                        {'name': 'Slow', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '5m', 'comparator': 'below', 'value': 2,
                          'resolve_value': 3}, 'filters': {'agent_id': '%s'}, 'for': '2m', 'resolve_for': '1m'}"""
                        .formatted(agent));
        alerts.evaluate(rule, now);
        assertThat(alerts.state(rule)).isEqualTo("pending 0");
        alerts.evaluate(rule, now.plusSeconds(119));
        assertThat(alerts.state(rule)).isEqualTo("pending 0");
        assertThat(alerts.events(rule)).isEmpty();
        alerts.evaluate(rule, now.plusSeconds(120));
        assertThat(alerts.state(rule)).isEqualTo("firing 0");

        alerts.runs(agent, 2, "success", now);
        alerts.evaluate(rule, now.plusSeconds(150));
        assertThat(alerts.state(rule)).isEqualTo("firing 2");
        alerts.runs(agent, 1, "success", now);
        alerts.evaluate(rule, now.plusSeconds(180));
        alerts.evaluate(rule, now.plusSeconds(239));
        assertThat(alerts.state(rule)).isEqualTo("firing 3");
        alerts.evaluate(rule, now.plusSeconds(240));
        assertThat(alerts.state(rule)).isEqualTo("ok 3");
        assertThat(alerts.events(rule)).containsExactly("fired 0 2 none", "resolved 3 2 none");
    }

    @Test
    void whatHeldTooShortlyIsForgotten() {
        String rule = alerts.create("""
                {'name': 'Busy', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '5m', 'value': 0},
                 'filters': {'agent_id': '%s'}, 'for': '2m'}""".formatted(agent));
        alerts.runs(agent, 1, "success", now.minusSeconds(270));
        alerts.evaluate(rule, now);
        assertThat(alerts.state(rule)).isEqualTo("pending 1");
        alerts.evaluate(rule, now.plusSeconds(60));
        assertThat(alerts.state(rule)).isEqualTo("ok 0");
        alerts.runs(agent, 1, "success", now);
        alerts.evaluate(rule, now.plusSeconds(121));
        assertThat(alerts.state(rule)).isEqualTo("pending 1");
    }

    @Test
    void ofTwoProcessesOneTellsAndOfOneThatDiesAnother() {
        String rule = failureRate("");
        alerts.runs(agent, 4, "failure", now.minusSeconds(100));
        // A process that took the rule and died.
        states.take(now.plusSeconds(30), 1_000_000, Duration.ofSeconds(15)).await().atMost(Duration.ofSeconds(10));
        evaluator.round(now.plusSeconds(44)).await().atMost(Duration.ofSeconds(10));
        assertThat(alerts.events(rule)).isEmpty();
        Uni.join().all(evaluator.round(now.plusSeconds(46)), evaluator.round(now.plusSeconds(46)),
                evaluator.round(now.plusSeconds(46))).andFailFast().await().atMost(Duration.ofSeconds(20));
        assertThat(alerts.events(rule)).containsExactly("fired 1 0.2 none");
    }

    @Test
    void whatWasFoundOfARuleThatChangedSinceIsDropped() {
        String rule = failureRate("");
        var taken = states.take(now.plusSeconds(30), 1_000_000, Duration.ofSeconds(15)).await()
                .atMost(Duration.ofSeconds(10)).stream().filter(one -> one.id().toString().equals(rule)).findFirst()
                .orElseThrow();
        given().contentType(ContentType.JSON)
                .body("""
                        {"name": "Changed", "condition": {"kind": "threshold", "metric": "runs", "window": "5m", "value": 7}}""")
                .put("/v1/alert-rules/" + rule).then().statusCode(200);
        Rule old = new RuleReader().stored(taken.definition());
        Verdict verdict = new Verdict(Verdict.Standing.HOLDS, 1.0, 0.2, Map.of());
        states.write(new StateStore.Found(taken, old,
                Lifecycle.next(old, taken.state(), verdict, true, false, now), verdict, now), now).await()
                .atMost(Duration.ofSeconds(10));
        assertThat(alerts.events(rule)).isEmpty();
        assertThat(alerts.state(rule)).isEqualTo("ok");
    }

    @Test
    void aRuleThatCannotBeEvaluatedStopsNoOther() {
        String broken = failureRate("");
        String rule = failureRate("");
        database.value("UPDATE alert_rule SET definition = '{}' WHERE rule_id = ($1::text)::uuid RETURNING ''", broken);
        alerts.runs(agent, 4, "failure", now.minusSeconds(100));
        evaluator.round(now.plusSeconds(30)).await().atMost(Duration.ofSeconds(20));
        assertThat(alerts.state(broken)).isEqualTo("ok failed");
        assertThat(alerts.events(rule)).containsExactly("fired 1 0.2 none");
    }

    @Test
    void aStatementThatIsTooSlowIsNotMadeForEachRule() {
        List<String> rules = List.of(failureRate(""), failureRate(""), failureRate(""));
        double done = meters.counter(IngestMetrics.ALERT_EVALUATIONS, "outcome", "done").count();
        database.value("UPDATE alert_state SET due_at = CASE WHEN rule_id = ANY (string_to_array($1, ',')::uuid[]) "
                + "THEN to_timestamp(0) ELSE 'infinity' END RETURNING ''", String.join(",", rules));
        pool.withTransaction(connection -> connection.query("LOCK TABLE run").execute()
                .chain(() -> evaluator.round(now))).await().atMost(Duration.ofSeconds(25));
        assertThat(rules).allMatch(rule -> alerts.state(rule).equals("ok failed"));
        assertThat(meters.counter(IngestMetrics.ALERT_EVALUATIONS, "outcome", "done").count()).isEqualTo(done);
        evaluator.round(now.plusSeconds(60)).await().atMost(Duration.ofSeconds(20));
        assertThat(rules).allMatch(rule -> alerts.state(rule).equals("ok"));
    }

    @Test
    void whoeverFiresAgainAndAgainIsHeardTenTimesAnHour() {
        Rule rule = new Rule("flapping", new Threshold(Metric.RUNS, Duration.ofMinutes(5), true, 0, 0, 1,
                RuleBody.Filters.NONE), RuleBody.Filters.NONE, Duration.ZERO, Duration.ZERO, null);
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        State state = State.fresh(hour);
        int told = 0;
        for (int i = 0; i < 60; i++) {
            Verdict verdict = new Verdict(i % 2 == 0 ? Verdict.Standing.HOLDS : Verdict.Standing.CLEAR, 1.0, 0.0,
                    Map.of());
            Lifecycle.Step step = Lifecycle.next(rule, state, verdict, true, false, hour.plusSeconds(30L * i));
            state = step.state();
            told += (int) step.happenings().stream()
                    .filter(happening -> happening.notification() == Happening.Notification.SENT).count();
        }
        assertThat(told).isEqualTo(20);
        // What still fires when the hour is over is told then.
        Verdict holds = new Verdict(Verdict.Standing.HOLDS, 1.0, 0.0, Map.of());
        state = Lifecycle.next(rule, state, holds, true, false, hour.plusSeconds(3599)).state();
        assertThat(state.notified()).isFalse();
        assertThat(Lifecycle.next(rule, state, holds, true, false, hour.plusSeconds(3600)).happenings())
                .extracting(Happening::change).containsExactly(Happening.Change.REMINDER);
    }
}
