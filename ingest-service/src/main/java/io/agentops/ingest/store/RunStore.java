package io.agentops.ingest.store;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;

/** Writes merged runs to PostgreSQL: one sorted, set-based statement a table, one transaction a batch. */
@Singleton
class RunStore {

    /**
     * Longer than the server lets a transaction live (transaction_timeout) and the pool lets one wait, so that whatever is
     * given up here is over, and cannot write its older values behind its successor's.
     */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private static final String REPORTED = """
            UPDATE run_key k SET last_reported_at = w.at
              FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS w(project_id, run_id, at)
             WHERE k.project_id = w.project_id AND k.run_id = w.run_id
               AND (k.last_reported_at IS NULL OR k.last_reported_at < w.at)""";

    private final Pool pool;
    private final RunDays days;

    RunStore(Pool pool, RunDays days) {
        this.pool = pool;
        this.days = days;
    }

    /**
     * Stores all of the runs or none.
     *
     * @param last what else the transaction does, before it ends
     * @return which runs these were
     */
    Uni<Map<RunKey, RunDay>> store(List<? extends RunRows<?>> runs, Function<SqlConnection, Uni<Void>> last) {
        List<RunRows<?>> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparing(RunRows::key));
        return days.prepare(pool, sorted.stream().map(RunRows::day)).ifNoItem().after(LONGEST).fail()
                .onFailure().transform(e -> new IllegalStateException("A day has no partitions yet", e))
                .chain(() -> FirstWrites.trustKeysOnce(trusted -> pool
                        .withTransaction(connection -> RunKeys.assign(connection, sorted, trusted)
                                .chain(byRun -> write(connection, sorted, byRun, last).replaceWith(byRun)))
                        .ifNoItem().after(LONGEST).fail()));
    }

    /**
     * Whether a failure is the content's fault, so that trying again cannot help. Only what PostgreSQL says of the data
     * counts; anything else, unknown failures included, is taken as passing, since a retry loses nothing.
     */
    static boolean isContentAtFault(Throwable failure) {
        if (failure instanceof PgException refused && refused.getSqlState() != null) {
            // Class 22 data exception, 23 constraint violation, 54 program limit exceeded (PostgreSQL, appendix A).
            String state = refused.getSqlState();
            return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
        }
        return false;
    }

    /** Whether a transaction was ended because it took too long, so that a smaller one may do. */
    static boolean isTooLong(Throwable failure) {
        // 25P04 transaction timeout, 57014 query cancelled (PostgreSQL, appendix A).
        return failure instanceof TimeoutException
                || (failure instanceof PgException ended && ("25P04".equals(ended.getSqlState())
                        || "57014".equals(ended.getSqlState())));
    }

    private static Uni<Void> write(SqlConnection connection, List<RunRows<?>> runs, Map<RunKey, RunDay> byRun,
            Function<SqlConnection, Uni<Void>> last) {
        RunDigests digests = new RunDigests(runs, byRun);
        List<Uni<Void>> statements = new ArrayList<>();
        statements.add(reported(connection, runs));
        statements.add(RunDigests.lock(connection, digests.stored()).replaceWithVoid());
        statements.add(digests.before(connection));
        for (Table table : RunTables.ALL) {
            List<Object[]> first = new ArrayList<>();
            List<Object[]> finished = new ArrayList<>();
            List<Object[]> unfinished = new ArrayList<>();
            for (RunRows<?> run : runs) {
                RunDay day = byRun.get(run.key());
                (day.isNew() ? first : finished).addAll(run.finished(table, day.day()));
                unfinished.addAll(run.unfinished(table, day.day()));
            }
            statements.add(write(connection, table, table.insert(), first));
            statements.add(write(connection, table, table.upsert(), finished));
            statements.add(write(connection, table, table.upsert(), unfinished));
        }
        statements.add(digests.after(connection));
        statements.add(digests.describe(connection));
        statements.add(last.apply(connection));
        return inOrder(statements);
    }

    /**
     * Sends statements of one connection without waiting for the answer to each; PostgreSQL executes them one after the other. Each of
     * them must be sent when it is subscribed to: none may be on its way once the first has failed and the connection is given back.
     */
    static Uni<Void> inOrder(List<Uni<Void>> statements) {
        return Uni.join().all(statements).andFailFast().replaceWithVoid();
    }

    /** Notes when runs that still go on were last heard of. */
    static Uni<Void> reported(SqlConnection connection, List<? extends RunRows<?>> runs) {
        List<? extends RunRows<?>> open = runs.stream().filter(run -> run.reportedAt() != null).toList();
        if (open.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return connection.preparedQuery(REPORTED).execute(Tuple.of(
                open.stream().map(run -> run.key().projectId()).toArray(String[]::new),
                open.stream().map(run -> run.key().runId()).toArray(String[]::new),
                open.stream().map(run -> run.reportedAt().atOffset(ZoneOffset.UTC)).toArray(OffsetDateTime[]::new)))
                .replaceWithVoid();
    }

    /** Executes a table's statement for any number of rows, each key once. */
    static Uni<Void> write(SqlConnection connection, Table table, String statement, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        rows.sort(table.keyOrder());
        return connection.preparedQuery(statement).execute(table.arguments(rows)).replaceWithVoid();
    }
}
