package io.agentops.ingest.store;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.agentops.ingest.retention.KeptDays;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Knows the day each run belongs to, and gives days their partitions. */
@Singleton
public class RunDays {

    /** Days older than this when they first appear share the default partitions, however long they are kept. */
    private static final int PARTITIONED_DAYS = 31;

    private static final String ADD = """
            INSERT INTO run_key (project_id, run_id, day) SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::date[])
            ON CONFLICT DO NOTHING RETURNING project_id, run_id, day""";

    private static final String KNOWN = """
            SELECT k.project_id, k.run_id, k.day
              FROM run_key k JOIN unnest($1::text[], $2::text[]) AS w(project_id, run_id) USING (project_id, run_id)
               FOR KEY SHARE OF k""";

    private final Set<LocalDate> partitioned = ConcurrentHashMap.newKeySet();
    private final Clock clock = Clock.systemUTC();
    private final KeptDays kept;

    RunDays(KeptDays kept) {
        this.kept = kept;
    }

    /** Makes sure that each recent day has partitions; one that retention would drop must not have them. */
    public Uni<Void> prepare(Pool pool, Stream<LocalDate> days) {
        LocalDate today = LocalDate.now(clock);
        LocalDate oldest = Collections.max(List.of(today.minusDays(PARTITIONED_DAYS), kept.first(today)));
        TreeSet<LocalDate> missing = days.collect(Collectors.toCollection(TreeSet::new));
        missing.removeIf(day -> partitioned.contains(day) || day.isBefore(oldest) || day.isAfter(today.plusDays(1)));
        Uni<Void> done = Uni.createFrom().voidItem();
        for (LocalDate day : missing) {
            done = done.chain(() -> pool.preparedQuery("CALL create_day_partitions($1)").execute(Tuple.of(day)))
                    .invoke(() -> partitioned.add(day))
                    .replaceWithVoid();
        }
        return done;
    }

    /**
     * The day of each run: the one it has, or the one its first message gives it.
     *
     * @param runs in key order
     * @param trusted whether a run without a key may be called new
     */
    Uni<Map<RunKey, RunDay>> assign(SqlConnection connection, List<? extends RunRows<?>> runs, boolean trusted) {
        Map<RunKey, RunDay> byRun = new HashMap<>();
        return assign(connection, runs, trusted, byRun).replaceWith(byRun);
    }

    private static Uni<Void> assign(SqlConnection connection, List<? extends RunRows<?>> runs, boolean trusted,
            Map<RunKey, RunDay> byRun) {
        return add(connection, runs, trusted, byRun)
                .chain(() -> ofMissing(runs, byRun, missing -> know(connection, missing, byRun)))
                // Retention deleted these in between.
                .chain(() -> ofMissing(runs, byRun, missing -> assign(connection, missing, trusted, byRun)));
    }

    private static Uni<Void> add(SqlConnection connection, List<? extends RunRows<?>> runs, boolean trusted,
            Map<RunKey, RunDay> byRun) {
        return connection.preparedQuery(ADD)
                .execute(Tuple.of(projects(runs), ids(runs), runs.stream().map(RunRows::day).toArray(LocalDate[]::new)))
                .invoke(added -> put(added, trusted, byRun)).replaceWithVoid();
    }

    /** A statement of its own sees what another writer added while the one before waited for that. */
    private static Uni<Void> know(SqlConnection connection, List<? extends RunRows<?>> runs,
            Map<RunKey, RunDay> byRun) {
        return connection.preparedQuery(KNOWN).execute(Tuple.of(projects(runs), ids(runs)))
                .invoke(known -> put(known, false, byRun)).replaceWithVoid();
    }

    private static Uni<Void> ofMissing(List<? extends RunRows<?>> runs, Map<RunKey, RunDay> byRun,
            Function<List<? extends RunRows<?>>, Uni<Void>> statement) {
        List<? extends RunRows<?>> missing = runs.stream().filter(run -> !byRun.containsKey(run.key())).toList();
        return missing.isEmpty() ? Uni.createFrom().voidItem() : statement.apply(missing);
    }

    private static void put(RowSet<Row> rows, boolean isNew, Map<RunKey, RunDay> byRun) {
        for (Row row : rows) {
            byRun.put(new RunKey(row.getString(0), row.getString(1)), new RunDay(row.getLocalDate(2), isNew));
        }
    }

    private static String[] projects(List<? extends RunRows<?>> runs) {
        return runs.stream().map(run -> run.key().projectId()).toArray(String[]::new);
    }

    private static String[] ids(List<? extends RunRows<?>> runs) {
        return runs.stream().map(run -> run.key().runId()).toArray(String[]::new);
    }
}
