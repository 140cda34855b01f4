package io.agentops.ingest.retention;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Deletes rows of days that their project no longer keeps, a bounded number a statement. */
final class ExpiredRows {

    private static final int BATCH = 5_000;

    /** A round ends some time; what is left then is the next one's. */
    private static final int MOST_BATCHES = 400;

    /** Walks from project to project over the index that every table has, and so never reads what is kept. */
    private static final String EXPIRED = """
            WITH RECURSIVE project(id) AS (
                (SELECT project_id FROM %1$s ORDER BY project_id LIMIT 1)
                UNION ALL
                SELECT (SELECT t.project_id FROM %1$s t WHERE t.project_id > project.id ORDER BY t.project_id LIMIT 1)
                  FROM project
                 WHERE project.id IS NOT NULL),
            gone AS (
                DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                    SELECT old.ctid
                      FROM project
                      LEFT JOIN unnest($2::text[], $3::int[]) AS policy(id, days) ON policy.id = project.id
                     CROSS JOIN LATERAL (
                        SELECT t.ctid FROM %1$s t
                         WHERE t.project_id = project.id AND t.day < $1::date - coalesce(policy.days, $4::int)
                           AND %2$s
                         LIMIT $5::int) AS old
                     LIMIT $5::int))
                RETURNING *)""";

    /** What came late is kept as long as what came in time: old runs that are sent today are not gone tomorrow. */
    private static final String STORED_LONG_AGO = "t.first_stored_at < $1::date - coalesce(policy.days, $4::int)";

    private static final String KEY_STORED_LONG_AGO = """
            NOT EXISTS (SELECT FROM %1$s_key k WHERE k.project_id = t.project_id AND k.%1$s_id = t.%1$s_id
                           AND k.first_stored_at >= $1::date - coalesce(policy.days, $4::int))""";

    private static final String ROWS = EXPIRED + " SELECT count(*), 0::bigint FROM gone";

    /** Nothing else tells of an analysis to which day its run belonged. */
    private static final String KEYS_OF_RUNS = EXPIRED.formatted("run_key", STORED_LONG_AGO) + """
            , analysis AS (
                DELETE FROM rca_run a USING gone WHERE a.project_id = gone.project_id AND a.run_id = gone.run_id
                RETURNING 1)
            SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM analysis)""";

    private static final String DEAD_LETTERS = """
            WITH gone AS (
                DELETE FROM dead_letter WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM dead_letter WHERE created_at < now() - make_interval(days => $1) LIMIT $2::int))
                RETURNING 1)
            SELECT count(*), 0::bigint FROM gone""";

    private ExpiredRows() {}

    /** Deletes from a partition; gives the number of rows. */
    static Uni<Long> ofPartition(SqlConnection connection, String table, Policy policy, LocalDate today) {
        String owner = table.startsWith("span") ? "trace" : "run";
        return inBatches(connection, ROWS.formatted(table, KEY_STORED_LONG_AGO.formatted(owner)),
                parameters(policy, today));
    }

    /** Deletes the keys of traces; gives the number of rows. */
    static Uni<Long> keysOfTraces(SqlConnection connection, Policy policy, LocalDate today) {
        return inBatches(connection, ROWS.formatted("trace_key", STORED_LONG_AGO), parameters(policy, today));
    }

    /** Deletes the keys of runs, and with them their analyses; gives the number of rows. */
    static Uni<Long> keysOfRuns(SqlConnection connection, Policy policy, LocalDate today) {
        return inBatches(connection, KEYS_OF_RUNS, parameters(policy, today));
    }

    static Uni<Long> deadLetters(SqlConnection connection, Policy policy) {
        return inBatches(connection, DEAD_LETTERS, Tuple.of(policy.deadLetterDays(), BATCH));
    }

    private static Tuple parameters(Policy policy, LocalDate today) {
        List<Map.Entry<String, Integer>> own = List.copyOf(policy.projects().entrySet());
        return Tuple.of(today, own.stream().map(Map.Entry::getKey).toArray(String[]::new),
                own.stream().map(Map.Entry::getValue).toArray(Integer[]::new), policy.days(), BATCH);
    }

    private static Uni<Long> inBatches(SqlConnection connection, String sql, Tuple parameters) {
        return Multi.createBy().repeating()
                .uni(() -> Steps.unlessLocked(connection.preparedQuery(sql).execute(parameters)
                        .map(rows -> rows.iterator().next())
                        .map(row -> new Batch(row.getLong(0), row.getLong(1))), Batch.NONE))
                .whilst(batch -> batch.rows == BATCH)
                .select().first(MOST_BATCHES)
                .collect().in(Total::new, (total, batch) -> total.rows += batch.rows + batch.more)
                .map(total -> total.rows);
    }

    private record Batch(long rows, long more) {

        static final Batch NONE = new Batch(0, 0);
    }

    private static final class Total {
        private long rows;
    }
}
