package io.agentops.ingest.store;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;

/** Writes merged runs to PostgreSQL: one sorted, set-based statement a table, one transaction a batch. */
@Singleton
class RunStore {

    /**
     * Longer than the server lets a transaction live (transaction_timeout) and the pool lets one wait, so that whatever is
     * given up here is over, and cannot write its older values behind its successor's.
     */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final Pool pool;
    private final RunDays days;

    RunStore(Pool pool, RunDays days) {
        this.pool = pool;
        this.days = days;
    }

    /** Stores all of the runs or none. */
    Uni<Void> store(List<? extends RunRows<?>> runs) {
        List<RunRows<?>> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparing(RunRows::key));
        return days.prepare(pool, sorted)
                .onFailure().transform(e -> new IllegalStateException("A day has no partitions yet", e))
                .chain(() -> pool.withTransaction(connection -> days.assign(connection, sorted)
                        .chain(byRun -> write(connection, sorted, byRun))))
                .ifNoItem().after(LONGEST).fail();
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

    private static Uni<Void> write(SqlConnection connection, List<RunRows<?>> runs, Map<RunKey, LocalDate> byRun) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Table table : RunTables.ALL) {
            List<Object[]> finished = new ArrayList<>();
            List<Object[]> unfinished = new ArrayList<>();
            for (RunRows<?> run : runs) {
                finished.addAll(run.finished(table, byRun.get(run.key())));
                unfinished.addAll(run.unfinished(table, byRun.get(run.key())));
            }
            done = done.chain(() -> upsert(connection, table, finished))
                    .chain(() -> upsert(connection, table, unfinished));
        }
        return done;
    }

    private static Uni<Void> upsert(SqlConnection connection, Table table, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        rows.sort(table.keyOrder());
        return connection.preparedQuery(table.upsert()).execute(table.arguments(rows)).replaceWithVoid();
    }
}
