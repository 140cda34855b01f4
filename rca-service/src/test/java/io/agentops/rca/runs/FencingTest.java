package io.agentops.rca.runs;

import static io.agentops.rca.Database.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.rca.AnalysisRequest;
import io.agentops.contract.rca.Category;
import io.agentops.rca.Database;
import io.agentops.rca.runs.ProgressEvents.Event;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

@QuarkusTest
class FencingTest {

    private static final String PROJECT = "fencing";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Ending DONE = new Ending.Done(Category.TIMEOUT, "{\"category\":\"timeout\"}", "Timed out");

    @Inject
    RcaRuns runs;
    @Inject
    Analysts here;
    @Inject
    LeasedAnalysis analysis;
    @Inject
    RcaMetrics metrics;
    @Inject
    RcaConfig config;
    @Inject
    RedisDataSource redis;
    @Inject
    ObjectMapper json;

    @Test
    void aRunIsClaimedOnce() {
        var rca = Database.queued(PROJECT, "run");

        var first = take(rca, "first");
        var second = take(rca, "second");

        assertThat(first).isEqualTo(new Claim(PROJECT, rca, "run", 1, "first"));
        assertThat(second).isNull();
    }

    @Test
    void aHolderThatLostItsLeaseCanNeitherRenewNorEndIt() {
        var rca = Database.queued(PROJECT, "run");
        var first = take(rca, "first");
        takenOverBy("second", rca);

        var renewed = runs.renew(first).await().atMost(SOON);
        var ended = runs.end(first, DONE).await().atMost(SOON);

        assertThat(renewed).isFalse();
        assertThat(ended).isFalse();
        assertThat(row(PROJECT, rca).status()).isEqualTo("running");
        assertThat(row(PROJECT, rca).report()).isNull();
        assertThat(runs.end(new Claim(PROJECT, rca, "run", 2, "second"), DONE).await().atMost(SOON)).isTrue();
        assertThat(row(PROJECT, rca).category()).isEqualTo("timeout");
    }

    @Test
    void theSameProcessIsNotItsOwnSuccessor() {
        var rca = Database.queued(PROJECT, "run");
        var first = take(rca, "first");
        takenOverBy("first", rca);

        assertThat(runs.end(first, DONE).await().atMost(SOON)).isFalse();
    }

    @Test
    void sayingAnEndingAgainChangesNothing() {
        var rca = Database.queued(PROJECT, "run");
        var claim = take(rca, "first");
        runs.end(claim, DONE).await().atMost(SOON);
        var row = row(PROJECT, rca);

        var again = runs.end(claim, DONE).await().atMost(SOON);

        assertThat(again).isTrue();
        assertThat(row(PROJECT, rca)).isEqualTo(row);
        assertThat(runs.end(claim, new Ending.Failed("no")).await().atMost(SOON)).isFalse();
    }

    @Test
    void aFailedAttemptRestsBeforeTheNext() {
        var rca = Database.queued(PROJECT, "run");
        var claim = take(rca, "first");

        runs.end(claim, new Ending.TryAgain("broke", Duration.ofHours(1))).await().atMost(SOON);

        var row = row(PROJECT, rca);
        assertThat(row.status()).isEqualTo("queued");
        assertThat(row.failure()).isEqualTo("broke");
        assertThat(row.finishedAt()).isNull();
        assertThat(take(rca, "second")).isNull();
    }

    @Test
    void anAnalysisThatLosesItsLeaseTellsNoEnding() {
        var rca = Database.queued(PROJECT, Database.rateLimitedRun(PROJECT));
        var claim = take(rca, "first");
        takenOverBy("second", rca);

        analysis.run(claim).await().atMost(SOON);

        assertThat(row(PROJECT, rca).status()).isEqualTo("running");
        assertThat(new ProgressEvents(redis, json).all(PROJECT, rca)).extracting(Event::id)
                .containsExactly("1-1", "1-2", "1-3", "1-4");
    }

    @Test
    void aProcessThatStopsLetsOthersTakeOver() {
        var rca = Database.queued(PROJECT, "run");
        take(rca, "stopping");
        Database.execute("UPDATE rca_run SET lease_until = now() + interval '1 hour' WHERE rca_run_id = ?", rca);

        var released = runs.release("stopping").await().atMost(SOON);

        assertThat(released).isEqualTo(1);
        await().atMost(SOON).until(() -> row(PROJECT, rca).attempt() == 2);
    }

    @Test
    void twoProcessesWokenForTheSameRunsNeverDoOneTwice() {
        var run = Database.rateLimitedRun(PROJECT);
        var wanted = Stream.generate(() -> Database.queued(PROJECT, run)).limit(60).toList();
        var there = new Analysts(runs, analysis, metrics, config);

        Uni.join().all(wanted.stream().flatMap(rca -> both(there, new AnalysisRequest(PROJECT, rca, run))).toList())
                .andFailFast().await().atMost(SOON);

        await().atMost(Duration.ofSeconds(30)).until(() -> statuses(wanted).allMatch("done"::equals));
        assertThat(wanted).allSatisfy(rca -> {
            assertThat(row(PROJECT, rca).attempt()).isEqualTo(1);
            assertThat(new ProgressEvents(redis, json).await(PROJECT, rca, 5)).extracting(Event::id)
                    .containsExactly("1-1", "1-2", "1-3", "1-4", "1-5");
        });
    }

    private Stream<Uni<Void>> both(Analysts there, AnalysisRequest request) {
        return Stream.of(here.wake(request), there.wake(request));
    }

    private static Stream<String> statuses(List<UUID> wanted) {
        return wanted.stream().map(rca -> row(PROJECT, rca).status());
    }

    private Claim take(UUID rca, String owner) {
        return runs.take(PROJECT, rca, owner).await().atMost(SOON);
    }

    private static void takenOverBy(String owner, UUID rca) {
        Database.execute("UPDATE rca_run SET attempt = 2, lease_owner = ?, lease_until = now() + interval '1 hour'"
                + " WHERE rca_run_id = ?", owner, rca);
    }
}
