package io.agentops.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** What tests ask the database. */
@Singleton
public class Database {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final List<String> TABLES = List.of("run", "run_payload", "step", "tool_call", "guardrail_event",
            "failure", "evaluation");

    private final Pool pool;

    Database(Pool pool) {
        this.pool = pool;
    }

    /** Every row of a run, as text, but for its id, in a stable order. */
    public List<String> rowsOf(String runId) {
        List<String> rows = new ArrayList<>();
        for (String table : TABLES) {
            pool.preparedQuery("SELECT (to_jsonb(t) - 'run_id')::text FROM " + table
                    + " t WHERE project_id = 'default' AND run_id = $1 "
                    + "ORDER BY 1").execute(Tuple.of(runId)).await().atMost(LONGEST)
                    .forEach(row -> rows.add(table + " " + row.getString(0)));
        }
        return rows;
    }

    /** The texts by which errors of a run are found; null where it had none. */
    public String errorsOf(String runId) {
        return value("SELECT max(text) FROM run_error WHERE project_id = 'default' AND run_id = $1", runId);
    }

    /** The first column of the first row, as text. */
    public String value(String sql, Object... arguments) {
        for (Row row : pool.preparedQuery(sql).execute(Tuple.from(arguments)).await().atMost(LONGEST)) {
            return row.getValue(0) == null ? null : row.getValue(0).toString();
        }
        return null;
    }

    /** The tables and their partitions that hold a text anywhere in a row. */
    public List<String> tablesHolding(String text) {
        List<String> tables = new ArrayList<>();
        pool.query("SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables "
                + "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')").execute().await().atMost(LONGEST)
                .forEach(row -> tables.add(row.getString(0)));
        return tables.stream().filter(table -> !"0".equals(
                value("SELECT count(*) FROM " + table + " t WHERE t::text LIKE '%' || $1 || '%'", text))).toList();
    }
}
