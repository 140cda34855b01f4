package io.agentops.ingest.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.RunStatus;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;

@QuarkusTest
class RunKeysTest {

    private static final LocalDate FIRST = LocalDate.parse("2026-02-03");
    private static final LocalDate LATER = LocalDate.parse("2026-02-04");

    @Inject
    Pool pool;

    @Inject
    Database database;

    private SqlConnection one;
    private SqlConnection other;
    private Transaction ofOne;
    private Transaction ofOther;
    private int pidOfOne;
    private int pidOfOther;

    @BeforeEach
    void begin() {
        one = done(pool.getConnection());
        other = done(pool.getConnection());
        ofOne = done(one.begin());
        ofOther = done(other.begin());
        pidOfOne = pid(one);
        pidOfOther = pid(other);
    }

    @AfterEach
    void end() {
        for (SqlConnection connection : List.of(one, other)) {
            done(connection.query("ROLLBACK").execute().replaceWithVoid().onFailure().recoverWithNull());
            done(connection.close());
        }
        database.value("DELETE FROM run_key WHERE run_id LIKE 'keyed-%'");
    }

    @Test
    void newRunsAreToldFromKnownOnesUnlessKeysAreNotTrusted() {
        RunKey known = freshKey();
        RunKey added = freshKey();
        RunKey doubted = freshKey();
        assertThat(done(assign(one, true, FIRST, known))).isEqualTo(Map.of(known, new RunDay(FIRST, true)));
        done(ofOne.commit());
        assertThat(done(assign(other, true, LATER, known, added)))
                .isEqualTo(Map.of(known, new RunDay(FIRST, false), added, new RunDay(LATER, true)));
        assertThat(done(assign(other, false, LATER, known, doubted)))
                .isEqualTo(Map.of(known, new RunDay(FIRST, false), doubted, new RunDay(LATER, false)));
    }

    @Test
    void aKeyThatAnotherWriterIsAddingIsAwaitedAndTheirs() {
        RunKey key = freshKey();
        done(assign(one, true, FIRST, key));
        CompletableFuture<Map<RunKey, RunDay>> assigned = assign(other, true, LATER, key).subscribeAsCompletionStage();
        awaitThatOtherWaits();
        done(ofOne.commit());
        assertThat(assigned).succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(Map.of(key, new RunDay(FIRST, false)));
    }

    @Test
    void aKeyThatIsRemovedMeanwhileIsAddedAnew() {
        RunKey key = freshKey();
        database.value("INSERT INTO run_key (project_id, run_id, day) VALUES ($1, $2, $3::text::date) RETURNING run_id",
                key.projectId(), key.runId(), FIRST.toString());
        done(one.query("SELECT FROM run_key WHERE run_id = '" + key.runId() + "' FOR UPDATE").execute());
        CompletableFuture<Map<RunKey, RunDay>> assigned = assign(other, true, LATER, key).subscribeAsCompletionStage();
        awaitThatOtherWaits();
        done(one.query("DELETE FROM run_key WHERE run_id = '" + key.runId() + "'").execute());
        done(ofOne.commit());
        assertThat(assigned).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Map.of(key, new RunDay(LATER, true)));
        done(ofOther.commit());
        assertThat(database.value("SELECT day::text FROM run_key WHERE run_id = $1", key.runId()))
                .isEqualTo(LATER.toString());
    }

    private void awaitThatOtherWaits() {
        await().atMost(10, SECONDS).until(
                () -> database.value("SELECT $1 = ANY (pg_blocking_pids($2))", pidOfOne, pidOfOther), "true"::equals);
    }

    private static Uni<Map<RunKey, RunDay>> assign(SqlConnection connection, boolean trusted, LocalDate day,
            RunKey... keys) {
        return RunKeys.assign(connection, Arrays.stream(keys).sorted().map(key -> rows(key, day)).toList(), trusted);
    }

    private static int pid(SqlConnection connection) {
        return done(connection.query("SELECT pg_backend_pid()").execute()).iterator().next().getInteger(0);
    }

    private static RunRows<String> rows(RunKey key, LocalDate day) {
        RunRows<String> rows = new RunRows<>(key);
        var start = day.atStartOfDay().toInstant(ZoneOffset.UTC);
        rows.add("m", AgentRunBuilder.builder().runId(key.runId()).agentName("a").status(RunStatus.RUNNING)
                .startedAt(start).build(), start);
        return rows;
    }

    private static RunKey freshKey() {
        return new RunKey("default", "keyed-" + UUID.randomUUID());
    }

    private static <T> T done(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }
}
