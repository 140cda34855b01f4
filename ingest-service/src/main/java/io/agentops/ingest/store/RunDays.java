package io.agentops.ingest.store;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.agentops.ingest.retention.KeptDays;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Knows the day each run belongs to, and gives days their partitions. */
@Singleton
public class RunDays {

    /** Days older than this when they first appear share the default partitions, however long they are kept. */
    private static final int PARTITIONED_DAYS = 31;

    private static final String ASSIGN = """
            WITH wanted AS (SELECT * FROM unnest($1::text[], $2::text[], $3::date[]) AS w(project_id, run_id, day)),
                 added AS (INSERT INTO run_key (project_id, run_id, day) SELECT project_id, run_id, day FROM wanted
                           ON CONFLICT DO NOTHING RETURNING project_id, run_id, day),
                 known AS (SELECT k.project_id, k.run_id, k.day FROM run_key k JOIN wanted USING (project_id, run_id)
                              FOR KEY SHARE OF k)
            SELECT project_id, run_id, day, true FROM added UNION ALL SELECT project_id, run_id, day, false FROM known""";

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
        String[] projects = new String[runs.size()];
        String[] ids = new String[runs.size()];
        LocalDate[] days = new LocalDate[runs.size()];
        for (int i = 0; i < ids.length; i++) {
            projects[i] = runs.get(i).key().projectId();
            ids[i] = runs.get(i).key().runId();
            days[i] = runs.get(i).day();
        }
        return connection.preparedQuery(ASSIGN).execute(Tuple.of(projects, ids, days)).chain(found -> {
            Map<RunKey, RunDay> byRun = new HashMap<>();
            for (Row row : found) {
                byRun.put(new RunKey(row.getString(0), row.getString(1)),
                        new RunDay(row.getLocalDate(2), trusted && row.getBoolean(3)));
            }
            List<RunRows<?>> others = new ArrayList<>(runs);
            others.removeIf(run -> byRun.containsKey(run.key()));
            // Another writer added these between the statement's snapshot and its insert; a new statement sees them.
            return others.isEmpty()
                    ? Uni.createFrom().item(byRun)
                    : assign(connection, others, trusted).invoke(byRun::putAll).replaceWith(byRun);
        });
    }
}
