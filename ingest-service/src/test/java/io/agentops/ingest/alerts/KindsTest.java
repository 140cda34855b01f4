package io.agentops.ingest.alerts;

import static io.agentops.ingest.Samples.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.agentops.ingest.limits.LimitSettings;
import io.agentops.ingest.limits.Unmeasured;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;

/** What each metric and kind of rule finds in what was reported. */
@QuarkusTest
class KindsTest {

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final String agent = freshId("kinds");

    @Inject
    AlertClient alerts;

    @Inject
    Database database;

    @Inject
    StateStore states;

    @Inject
    FigureReads figures;

    @Inject
    LimitSettings limits;

    private String threshold(String metric, String window, String more) {
        return alerts.create("""
                {'name': 'n', 'condition': {'kind': 'threshold', 'metric': '%s', 'window': '%s', 'value': %s%s},
                 'filters': {'agent_id': '%s'%s}}"""
                .formatted(metric, window, metric.endsWith("rate") ? "0.99" : "1000000",
                        more.contains("minimum") ? ", 'minimum_runs': 1" : "", agent,
                        more.replace("minimum", "")));
    }

    private String value(String metric, String window, String more) {
        String rule = threshold(metric, window, more);
        alerts.evaluate(rule, now);
        return alerts.state(rule).replaceFirst("ok ?", "");
    }

    /** A failed call, a slow one, a model and its cost. */
    private void report() {
        Instant start = now.minusSeconds(130);
        alerts.run(
                """
                        {"run_id": "%s", "agent_name": "%s", "agent_version": "2", "environment": "prod", "status": "failure",
                         "started_at": "%s", "ended_at": "%s", "model": "m-1",
                         "tool_calls": [{"call_id": "c1", "tool_name": "find", "status": "failure", "status_code": 504, "latency_ms": 1000},
                                        {"call_id": "c2", "tool_name": "find", "status": "success", "latency_ms": 10},
                                        {"call_id": "c3", "tool_name": "send", "status": "success", "latency_ms": 5}],
                         "cost": {"tokens_prompt": 100, "tokens_completion": 20, "total_cost_usd": 0.5}}"""
                        .formatted(freshId("run"), agent, start, start.plusSeconds(100)));
        alerts.runs(agent, 3, "success", now.minusSeconds(30));
    }

    @Test
    void metricsOfTheLastMinutesAndOfTheLastHoursAreTheSame() {
        report();
        for (String window : new String[]{"5m", "1h", "3h", "7d"}) {
            assertThat(value("runs", window, "")).as(window).isEqualTo("4");
            assertThat(value("failure_rate", window, "minimum")).as(window).isEqualTo("0.25");
            assertThat(Double.parseDouble(value("latency_p50", window, "minimum"))).isBetween(955.0, 1045.0);
            assertThat(Double.parseDouble(value("latency_p99", window, "minimum"))).isBetween(95_500.0, 104_500.0);
            assertThat(value("cost_usd", window, "")).as(window).isEqualTo("0.5");
            assertThat(value("tokens", window, "")).as(window).isEqualTo("120");
            assertThat(value("cost_usd", window, ", 'model': 'm-1'")).as(window).isEqualTo("0.5");
            assertThat(value("cost_usd", window, ", 'model': 'm-2'")).as(window).isEqualTo("0");
            assertThat(value("tool_failure_rate", window, "minimum, 'tool': 'find'")).as(window).isEqualTo("0.5");
            assertThat(value("tool_failure_rate", window, "minimum, 'tool': 'send'")).as(window).isEqualTo("0");
            assertThat(Double.parseDouble(value("tool_latency_p90", window, "minimum, 'tool': 'find'")))
                    .isBetween(955.0, 1045.0);
            assertThat(value("failures", window, ", 'failure_type': 'tool'")).as(window).isEqualTo("1");
            assertThat(value("failures", window, ", 'failure_code': 'timeout'")).as(window).isEqualTo("1");
            assertThat(value("failures", window, ", 'failure_type': 'model', 'failure_code': 'timeout'")).as(window)
                    .isEqualTo("0");
            assertThat(value("runs", window, ", 'agent_version': '2'")).as(window).isEqualTo("1");
            assertThat(value("runs", window, ", 'environment': 'staging'")).as(window).isEqualTo("0");
        }
    }

    @Test
    void whatWasSummedUpCountsOnce() {
        Instant third = Instant.parse("2026-03-03T05:00:00Z");
        spend(third, 3);
        spend(third.plus(Duration.ofDays(5)), 1);
        database.value("SELECT fold_run_stats('default', hour)::text FROM (SELECT DISTINCT hour FROM run_stat "
                + "WHERE project_id = 'default' AND NOT folded AND hour < now() - interval '3 hours') AS h");
        spend(third.plusSeconds(3600), 0.5);
        spend(third.minus(Duration.ofDays(3)), 100);
        String rule = alerts
                .create("""
                        {'name': 'Month', 'condition': {'kind': 'budget', 'period': 'month', 'limit': 1000}, 'filters': {'agent_id': '%s'}}"""
                        .formatted(agent));
        alerts.evaluate(rule, third.plus(Duration.ofDays(5)).plusSeconds(60));
        assertThat(alerts.state(rule)).isEqualTo("ok 4.5");
        alerts.evaluate(rule, third.plusSeconds(60));
        assertThat(alerts.state(rule)).isEqualTo("ok 3");
    }

    @Test
    void aRunCountsWhenItEnds() {
        alerts.run("""
                {"run_id": "%s", "agent_name": "%s", "status": "success", "started_at": "%s", "ended_at": "%s"}"""
                .formatted(freshId("long"), agent, now.minus(Duration.ofHours(30)), now.minusSeconds(10)));
        assertThat(value("runs", "5m", "")).isEqualTo("1");
    }

    @Test
    void runsThatAreNotHeardOfAreHung() {
        String run = freshId("hung");
        alerts.run("""
                {"run_id": "%s", "agent_name": "%s", "status": "running", "started_at": "%s"}"""
                .formatted(run, agent, now.minusSeconds(3600)));
        assertThat(value("hung_runs", "15m", "")).isEqualTo("0");
        database.value("UPDATE run_key SET last_reported_at = now() - interval '20 min' WHERE run_id = $1 RETURNING ''",
                run);
        assertThat(value("hung_runs", "15m", "")).isEqualTo("1");
        assertThat(value("hung_runs", "30m", "")).isEqualTo("0");
        database.value("UPDATE run_key SET last_reported_at = now() - interval '25 h' WHERE run_id = $1 RETURNING ''",
                run);
        assertThat(value("hung_runs", "15m", "")).isEqualTo("0");
        assertThat(value("hung_runs", "2h", "")).isEqualTo("1");
    }

    @Test
    void eachPercentageOfABudgetIsToldOnceInAPeriod() {
        Instant day = LocalDate.of(2026, 3, 10).atStartOfDay(ZoneOffset.UTC).toInstant();
        String rule = alerts
                .create("""
                        {'name': 'Spending', 'condition': {'kind': 'budget', 'period': 'day', 'limit': 10, 'percentages': [100, 50, 80]},
                         'filters': {'agent_id': '%s'}}"""
                        .formatted(agent));
        spend(day.minusSeconds(1), 100);
        spend(day, 4.9);
        alerts.evaluate(rule, day.plusSeconds(3600));
        assertThat(alerts.state(rule)).isEqualTo("ok 4.9");
        spend(day.plus(Duration.ofHours(2)), 0.1);
        alerts.evaluate(rule, day.plus(Duration.ofHours(3)));
        assertThat(alerts.events(rule)).containsExactly("fired 5 5 none");
        alerts.evaluate(rule, day.plus(Duration.ofHours(4)));
        assertThat(alerts.events(rule)).hasSize(1);
        spend(day.plus(Duration.ofHours(4)), 6);
        alerts.evaluate(rule, day.plus(Duration.ofHours(5)));
        assertThat(alerts.events(rule)).containsExactly("fired 5 5 none", "fired 11 8 none", "fired 11 10 none");
        assertThat(alerts.evidence(rule)).isEqualTo("{\"limit\": 10.0, \"percent\": 110.0, \"percentage\": 100.0, "
                + "\"period_start\": \"2026-03-10T00:00:00Z\"}");
        // What is taken back and spent again is not told again.
        spend(day.plus(Duration.ofHours(4)), -6);
        alerts.evaluate(rule, day.plus(Duration.ofHours(6)));
        spend(day.plus(Duration.ofHours(4)), 6);
        alerts.evaluate(rule, day.plus(Duration.ofHours(7)));
        assertThat(alerts.events(rule)).hasSize(3);

        Instant next = day.plus(Duration.ofDays(1));
        alerts.evaluate(rule, next);
        assertThat(alerts.state(rule)).isEqualTo("ok 0");
        spend(next, 7);
        alerts.evaluate(rule, next.plusSeconds(1));
        assertThat(alerts.events(rule).subList(3, 5)).containsExactly("resolved 0 5 none", "fired 7 5 none");
    }

    @Test
    void periodsBeginOnMondaysAndFirstsInUtc() {
        Instant wednesday = Instant.parse("2026-03-11T13:00:00Z");
        assertThat(Budget.Period.DAY.start(wednesday)).isEqualTo("2026-03-11T00:00:00Z");
        assertThat(Budget.Period.WEEK.start(wednesday)).isEqualTo("2026-03-09T00:00:00Z");
        assertThat(Budget.Period.MONTH.start(wednesday)).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(Budget.Period.WEEK.start(Instant.parse("2026-03-09T00:00:00Z"))).isEqualTo("2026-03-09T00:00:00Z");
    }

    @Test
    void anAgentThatFallsSilentIsTold() {
        String rule = alerts.create("""
                {'name': 'Silent', 'condition': {'kind': 'absence', 'window': '30m'}, 'filters': {'agent_id': '%s'}}"""
                .formatted(agent));
        String successful = alerts.create("""
                {'name': 'No success', 'condition': {'kind': 'absence', 'window': '30m', 'only_successful': true},
                 'filters': {'agent_id': '%s'}}""".formatted(agent));
        alerts.runs(agent, 1, "failure", now.minusSeconds(10));
        alerts.evaluate(rule, now);
        alerts.evaluate(successful, now);
        assertThat(alerts.state(rule)).isEqualTo("ok 1");
        assertThat(alerts.state(successful)).isEqualTo("firing 0");
        alerts.runs(agent, 1, "success", now.plus(Duration.ofHours(2)));
        alerts.evaluate(rule, now.plusSeconds(1790));
        assertThat(alerts.state(rule)).isEqualTo("firing 0");
        alerts.runs(agent, 1, "success", now);
        alerts.evaluate(rule, now.plusSeconds(1791));
        alerts.evaluate(successful, now.plusSeconds(1791));
        assertThat(alerts.events(rule)).containsExactly("fired 0 1 none", "resolved 1 1 none");
        assertThat(alerts.state(successful)).isEqualTo("ok 1");
    }

    @Test
    void silenceSaysNothingWhileItIsNotKnownThatAllIsStored() {
        String absence = alerts.create("""
                {'name': 'Silent', 'condition': {'kind': 'absence', 'window': '30m'}, 'filters': {'agent_id': '%s'}}"""
                .formatted(agent));
        String below = alerts
                .create("""
                        {'name': 'Few', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '5m', 'comparator': 'below', 'value': 1},
                         'filters': {'agent_id': '%s'}}"""
                        .formatted(agent));
        database.value("UPDATE alert_state SET due_at = CASE WHEN rule_id = ANY (string_to_array($1, ',')::uuid[]) "
                + "THEN to_timestamp(0) ELSE 'infinity' END RETURNING ''", absence + "," + below);
        new Evaluator(states, figures, new RuleReader(), Unmeasured.backlog(limits), new SimpleMeterRegistry())
                .round(now).await().atMost(Duration.ofSeconds(20));
        assertThat(alerts.state(absence)).isEqualTo("ok");
        assertThat(alerts.state(below)).isEqualTo("ok");
        alerts.evaluate(absence, now.plusSeconds(1));
        assertThat(alerts.state(absence)).isEqualTo("firing 0");
        alerts.evaluate(below, now.plusSeconds(1));
        assertThat(alerts.state(below)).isEqualTo("firing 0");
    }

    @Test
    void whatReachesBackBeyondTheRunsThatAreReadIsCappedAndNothingElse() {
        alerts.runs(agent, 1, "success", now.minusSeconds(200));
        String project = freshId("project");
        database.value("INSERT INTO run (project_id, day, run_id, agent_name, status, started_at, ended_at) "
                + "SELECT $1, r.day, 'r' || g, 'busy', 'success', r.ended_at, r.ended_at + make_interval(secs => 40 + g * 0.002) "
                + "FROM run r, generate_series(1, 50000) AS g WHERE r.agent_name = $2 RETURNING ''", project, agent);
        database.value("INSERT INTO run (project_id, day, run_id, agent_name, status, started_at, ended_at) "
                + "SELECT $1, r.day, 'quiet', 'quiet', 'success', r.ended_at, r.ended_at "
                + "FROM run r WHERE r.agent_name = $2 AND r.project_id = 'default' RETURNING ''", project, agent);
        try {
            List<Figures> answers = figures.answers(project, List.of(recent("busy", 110), recent("quiet", 300)), now)
                    .await().atMost(Duration.ofSeconds(20));
            assertThat(answers).extracting(Figures::total).containsExactly(25_001L, 0L);
            assertThat(answers).extracting(Figures::capped).containsExactly(false, true);
            Threshold few = new Threshold(Metric.RUNS, Duration.ofMinutes(5), false, 1, 1, 1, RuleBody.Filters.NONE);
            assertThat(few.judge(answers.subList(1, 2), now).standing()).isEqualTo(Verdict.Standing.UNKNOWN);
        } finally {
            database.value("DELETE FROM run WHERE project_id = $1 RETURNING ''", project);
        }
    }

    private Question recent(String of, int seconds) {
        return Question.window("run", new RuleBody.Filters(of, null, null, null, null, null, null),
                Duration.ofSeconds(seconds), now);
    }

    @Test
    void aRateThatIsWorseThanBeforeByMoreThanChanceIsTold() {
        Instant noon = Instant.parse("2026-03-10T12:00:00Z");
        String rule = alerts
                .create("""
                        {'name': 'Worse', 'condition': {'kind': 'regression', 'metric': 'failure_rate', 'window': '2h', 'factor': 2,
                          'minimum_runs': 100}, 'filters': {'agent_id': '%s'}}"""
                        .formatted(agent));
        for (int day = 1; day <= 7; day++) {
            hour(noon.minus(Duration.ofDays(day)).minusSeconds(3600), 200, 10);
            hour(noon.minus(Duration.ofDays(day)).plus(Duration.ofHours(3)), 200, 200);
        }
        hour(noon.minusSeconds(3600), 99, 50);
        alerts.evaluate(rule, noon);
        assertThat(alerts.state(rule)).isEqualTo("ok");
        // Twice as bad and a little, of few runs: that may be chance.
        hour(noon.minusSeconds(3600), 1, -39);
        alerts.evaluate(rule, noon.plusSeconds(1));
        assertThat(alerts.state(rule)).isEqualTo("ok 0.11");
        hour(noon.minusSeconds(3600), 400, 44);
        alerts.evaluate(rule, noon.plusSeconds(2));
        assertThat(alerts.state(rule)).isEqualTo("firing 0.11");
        assertThat(alerts.evidence(rule)).isEqualTo(
                "{\"z\": 4.65, \"total\": 500, \"baseline\": 0.05, \"baseline_total\": 1400}");
        hour(noon.minusSeconds(3600), 100, 0);
        alerts.evaluate(rule, noon.plusSeconds(3));
        assertThat(alerts.state(rule)).isEqualTo("ok 0.09166667");
    }

    @Test
    void theTestForTwoProportionsIsThatOfTheHandbook() {
        // By hand: p = 125 / 1900, se = sqrt(p (1 - p) (1/500 + 1/1400)), z = (0.11 - 0.05) / se
        assertThat(Regression.z(55, 500, 70, 1400)).isEqualTo(4.645, org.assertj.core.api.Assertions.within(0.001));
        assertThat(Regression.z(0, 10, 0, 10)).isZero();
        assertThat(Regression.z(10, 10, 10, 10)).isZero();
        assertThat(Regression.z(1, 10, 2, 10)).isNegative();
    }

    @Test
    void latenciesThatGrowAreTold() {
        Instant noon = Instant.parse("2026-03-10T12:00:00Z");
        String rule = alerts
                .create("""
                        {'name': 'Slower', 'condition': {'kind': 'regression', 'metric': 'latency_p95', 'window': '2h', 'factor': 1.5},
                         'filters': {'agent_id': '%s'}}"""
                        .formatted(agent));
        histogram(noon.minus(Duration.ofDays(1)).minusSeconds(3600), "{100,120}", "{95,5}");
        histogram(noon.minusSeconds(3600), "{100,120}", "{95,5}");
        alerts.evaluate(rule, noon);
        assertThat(alerts.state(rule)).startsWith("ok ");
        histogram(noon.minusSeconds(3600), "{120}", "{20}");
        alerts.evaluate(rule, noon.plusSeconds(1));
        assertThat(alerts.state(rule)).startsWith("firing ");
    }

    private void spend(Instant at, double usd) {
        database.value(
                "INSERT INTO run_stat (project_id, hour, kind, agent_name, name, total, cost_usd) VALUES ('default', "
                        + "date_trunc('hour', ($1::text)::timestamptz), 'run', $2, '', 1, ($3::text)::numeric) RETURNING ''",
                at.toString(), agent, Double.toString(usd));
    }

    private void hour(Instant at, int total, int failed) {
        database.value(
                "INSERT INTO run_stat (project_id, hour, kind, agent_name, name, total, failed) VALUES ('default', "
                        + "($1::text)::timestamptz, 'run', $2, '', ($3::text)::int, ($4::text)::int) RETURNING ''",
                at.toString(),
                agent, Integer.toString(total), Integer.toString(failed));
    }

    private void histogram(Instant at, String buckets, String counts) {
        database.value(
                "INSERT INTO run_stat (project_id, hour, kind, agent_name, name, total, buckets, counts) VALUES ('default', "
                        + "($1::text)::timestamptz, 'run', $2, '', 100, ($3::text)::int[], ($4::text)::bigint[]) RETURNING ''",
                at.toString(), agent, buckets, counts);
    }
}
