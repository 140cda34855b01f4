package io.agentops.rca.runs;

import static io.agentops.rca.Database.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.rca.RcaProgress;
import io.agentops.rca.Database;
import io.agentops.rca.WakeUps;
import io.agentops.rca.runs.ProgressEvents.Event;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class RcaRunLifeTest {

    private static final String PROJECT = "life";
    private static WakeUps wakeUps;

    @Inject
    RedisDataSource redis;
    @Inject
    ObjectMapper json;
    @Inject
    MeterRegistry meters;

    @BeforeAll
    static void connect() {
        wakeUps = new WakeUps();
    }

    @AfterAll
    static void disconnect() {
        wakeUps.close();
    }

    @Test
    void aWakeUpStartsAnAnalysisWhoseStepsCanBeWatched() {
        var run = Database.rateLimitedRun(PROJECT);
        var rca = Database.queued(PROJECT, run);

        wakeUps.send(PROJECT, rca, run);

        awaitStatus(rca, "done");
        var row = row(PROJECT, rca);
        assertThat(row.category()).isEqualTo("rate_limited");
        assertThat(row.attempt()).isEqualTo(1);
        assertThat(row.leaseUntil()).isNull();
        assertThat(row.failure()).isNull();
        assertThat(row.finishedAt()).isAfterOrEqualTo(row.startedAt());
        assertThat(awaitEvents(rca, 5)).startsWith(
                new Event("1-1", "running", "Starting RCA", 5, "Analysis started"),
                new Event("1-2", "running", "Collecting evidence", 30,
                        "Reading the run, its steps, tool calls and guardrail events"),
                new Event("1-3", "running", "Classifying failure", 55,
                        "Read steps: 1, tool calls: 1, guardrail events: 0"),
                new Event("1-4", "running", "Generating report", 85, "Wording what the evidence supports"))
                .last().matches(last -> last.id().equals("1-5") && last.status().equals("done")
                        && last.step().equals("RCA complete") && last.pct() == 100
                        && last.message().startsWith("Category rate_limited, hypotheses: "));
        assertThat(redis.key().ttl(RcaProgress.streamKey(PROJECT, rca))).isBetween(3500L, 3600L);
    }

    @Test
    void aRunThatNoWakeUpCameForIsSweptUp() {
        var rca = Database.forgotten(PROJECT, Database.rateLimitedRun(PROJECT));

        awaitStatus(rca, "done");

        assertThat(row(PROJECT, rca).attempt()).isEqualTo(1);
    }

    @Test
    void aRunWhoseProcessDiedIsTakenOver() {
        var rca = Database.abandoned(PROJECT, Database.rateLimitedRun(PROJECT), 1);

        awaitStatus(rca, "done");

        assertThat(row(PROJECT, rca).attempt()).isEqualTo(2);
        var events = awaitEvents(rca, 5);
        assertThat(events).extracting(Event::id).containsExactly("2-1", "2-2", "2-3", "2-4", "2-5");
        assertThat(events.get(0).message()).isEqualTo("Analysis resumed after an interruption, attempt 2");
    }

    @Test
    void aRunWhoseProcessDiedOnEveryAttemptFails() {
        var rca = Database.abandoned(PROJECT, Database.rateLimitedRun(PROJECT), 5);

        awaitStatus(rca, "failed");

        assertThat(row(PROJECT, rca).failure()).isEqualTo("The analysis was interrupted on every permitted attempt");
        assertThat(awaitEvents(rca, 1)).containsExactly(new Event("5-5", "failed", "RCA complete", 100,
                "The analysis was interrupted on every permitted attempt"));
    }

    @Test
    void aRunThatIsGoneFails() {
        var rca = Database.forgotten(PROJECT, "no-such-run");

        awaitStatus(rca, "failed");

        assertThat(row(PROJECT, rca).failure()).isEqualTo("The run no longer exists");
        assertThat(awaitEvents(rca, 3).get(2)).isEqualTo(
                new Event("1-5", "failed", "RCA complete", 100, "The run no longer exists"));
    }

    @Test
    void aRunThatBreaksTheAnalysisIsTriedAFewTimesThenFails() {
        var rca = Database.forgotten(PROJECT, Database.poisonousRun(PROJECT));

        awaitStatus(rca, "failed");

        var row = row(PROJECT, rca);
        assertThat(row.attempt()).isEqualTo(5);
        assertThat(row.failure())
                .startsWith("The analysis failed 5 times. Attempt 5 failed: IllegalArgumentException at RunRows.java:");
        assertThat(awaitEvents(rca, 11)).extracting(Event::id).containsExactly(
                "1-1", "1-2", "2-1", "2-2", "3-1", "3-2", "4-1", "4-2", "5-1", "5-2", "5-5");
    }

    @Test
    void anAnalysisHeldUpKeepsItsLease() throws SQLException {
        var run = Database.rateLimitedRun(PROJECT);
        var rca = Database.queued(PROJECT, run);
        try (var blocker = Database.connect(); var statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE tool_call IN ACCESS EXCLUSIVE MODE");

            wakeUps.send(PROJECT, rca, run);

            awaitStatus(rca, "running");
            var firstLease = row(PROJECT, rca).leaseUntil();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> row(PROJECT, rca).leaseUntil().isAfter(firstLease.plusMillis(1500)));
            assertThat(row(PROJECT, rca).status()).isEqualTo("running");
            blocker.commit();
        }
        awaitStatus(rca, "done");
        assertThat(row(PROJECT, rca).attempt()).isEqualTo(1);
    }

    @Test
    void wakeUpsThatCannotBeReadAreCountedAndPassed() {
        var run = Database.rateLimitedRun(PROJECT);
        var rca = Database.queued(PROJECT, run);
        var before = malformed();

        wakeUps.raw("{not json");
        wakeUps.raw(null);
        wakeUps.raw("null");
        wakeUps.raw("{\"project_id\":\"life\",\"rca_run_id\":\"17\"}");
        wakeUps.raw("{\"project_id\":\"life\"}");
        wakeUps.send(PROJECT, rca, run);

        awaitStatus(rca, "done");
        assertThat(malformed() - before).isEqualTo(5.0);
    }

    @Test
    void aWakeUpForAFinishedRunChangesNothing() {
        var run = Database.rateLimitedRun(PROJECT);
        var rca = Database.queued(PROJECT, run);
        wakeUps.send(PROJECT, rca, run);
        awaitStatus(rca, "done");
        var row = row(PROJECT, rca);
        var later = Database.queued(PROJECT, run);

        wakeUps.send(PROJECT, rca, run);
        wakeUps.send(PROJECT, later, run);

        awaitStatus(later, "done");
        assertThat(row(PROJECT, rca)).isEqualTo(row);
    }

    @Test
    void theSameRunGivesTheSameReport() {
        var run = Database.rateLimitedRun(PROJECT);
        var first = Database.forgotten(PROJECT, run);
        var second = Database.forgotten(PROJECT, run);

        awaitStatus(first, "done");
        awaitStatus(second, "done");

        assertThat(row(PROJECT, second).report()).isEqualTo(row(PROJECT, first).report());
    }

    @Test
    void theAgeOfTheOldestOpenRunIsKnown() {
        var rca = Database.queued(PROJECT, "whatever");
        Database.execute(
                "UPDATE rca_run SET created_at = now() - interval '1 day', lease_until = now() + interval '1 hour'"
                        + " WHERE project_id = ? AND rca_run_id = ?",
                PROJECT, rca);

        await().atMost(Duration.ofSeconds(20)).until(() -> meters.get(RcaMetrics.QUEUE_AGE).gauge().value() > 86_000);

        Database.execute("DELETE FROM rca_run WHERE project_id = ? AND rca_run_id = ?", PROJECT, rca);
        await().atMost(Duration.ofSeconds(20)).until(() -> meters.get(RcaMetrics.QUEUE_AGE).gauge().value() < 86_000);
    }

    @Test
    void everyAttemptIsAccountedFor() {
        var rca = Database.forgotten(PROJECT, Database.rateLimitedRun(PROJECT));
        awaitStatus(rca, "done");

        await().atMost(Duration.ofSeconds(20)).until(() -> meters.get(RcaMetrics.IN_FLIGHT).gauge().value() == 0);

        var ended = meters.get(RcaMetrics.ATTEMPTS_ENDED).counters().stream().mapToDouble(Counter::count).sum();
        assertThat(ended).isGreaterThanOrEqualTo(1)
                .isEqualTo(meters.get(RcaMetrics.ATTEMPTS_STARTED).counter().count());
        assertThat(meters.get(RcaMetrics.RUNS_FINISHED).tag(RcaMetrics.CATEGORY, "rate_limited").counter().count())
                .isGreaterThanOrEqualTo(1);
    }

    private double malformed() {
        var counter = meters.find(RcaMetrics.WAKE_UPS).tag(RcaMetrics.OUTCOME, "malformed").counter();
        return counter == null ? 0 : counter.count();
    }

    private List<Event> awaitEvents(UUID rca, int count) {
        return new ProgressEvents(redis, json).await(PROJECT, rca, count);
    }

    private static void awaitStatus(UUID rca, String status) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50))
                .until(() -> row(PROJECT, rca).status().equals(status));
    }
}
