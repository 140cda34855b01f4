package io.agentops.ingest.store;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Gives the runs of a transaction their keys, which fix the day of each; until it ends nobody removes these. */
final class RunKeys {

    private static final String ADD = """
            INSERT INTO run_key (project_id, run_id, day) SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::date[])
            ON CONFLICT DO NOTHING RETURNING project_id, run_id, day""";

    /** Apart from the statement that adds, so that its snapshot has what that one waited for. */
    private static final String KNOWN = """
            SELECT k.project_id, k.run_id, k.day
              FROM run_key k JOIN unnest($1::text[], $2::text[]) AS w(project_id, run_id) USING (project_id, run_id)
             ORDER BY k.project_id, k.run_id
               FOR KEY SHARE OF k""";

    private final SqlConnection connection;
    private final boolean trusted;
    private final Map<RunKey, RunDay> days = new HashMap<>();

    private RunKeys(SqlConnection connection, boolean trusted) {
        this.connection = connection;
        this.trusted = trusted;
    }

    /**
     * The day of each run: the one it has, or the one its first message gives it.
     *
     * @param runs in key order
     * @param trusted whether a run without a key may be called new
     */
    static Uni<Map<RunKey, RunDay>> assign(SqlConnection connection, List<? extends RunRows<?>> runs,
            boolean trusted) {
        RunKeys keys = new RunKeys(connection, trusted);
        return keys.assign(runs).replaceWith(keys.days);
    }

    private Uni<Void> assign(List<? extends RunRows<?>> runs) {
        return add(runs)
                .chain(() -> ofOthers(runs, this::find))
                // Their keys were removed in between.
                .chain(() -> ofOthers(runs, this::assign));
    }

    private Uni<Void> add(List<? extends RunRows<?>> runs) {
        return connection.preparedQuery(ADD)
                .execute(Tuple.of(projects(runs), ids(runs), runs.stream().map(RunRows::day).toArray(LocalDate[]::new)))
                .invoke(added -> put(added, trusted)).replaceWithVoid();
    }

    private Uni<Void> find(List<? extends RunRows<?>> runs) {
        return connection.preparedQuery(KNOWN).execute(Tuple.of(projects(runs), ids(runs)))
                .invoke(found -> put(found, false)).replaceWithVoid();
    }

    private Uni<Void> ofOthers(List<? extends RunRows<?>> runs,
            Function<List<? extends RunRows<?>>, Uni<Void>> statement) {
        List<? extends RunRows<?>> others = runs.stream().filter(run -> !days.containsKey(run.key())).toList();
        return others.isEmpty() ? Uni.createFrom().voidItem() : statement.apply(others);
    }

    private void put(RowSet<Row> rows, boolean isNew) {
        for (Row row : rows) {
            days.put(new RunKey(row.getString(0), row.getString(1)), new RunDay(row.getLocalDate(2), isNew));
        }
    }

    private static String[] projects(List<? extends RunRows<?>> runs) {
        return runs.stream().map(run -> run.key().projectId()).toArray(String[]::new);
    }

    private static String[] ids(List<? extends RunRows<?>> runs) {
        return runs.stream().map(run -> run.key().runId()).toArray(String[]::new);
    }
}
