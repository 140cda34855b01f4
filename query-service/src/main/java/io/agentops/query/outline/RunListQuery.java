package io.agentops.query.outline;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.query.live.HungRuns;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** Finds the runs of a list. */
@ApplicationScoped
class RunListQuery {

    private static final List<Class<?>> KEY = List.of(Long.class, String.class);

    /** A condition on a run's children may fit few runs or none: then a page ends before it is full, in about a second. */
    private static final int MOST_LOOKED_AT = 20_000;

    private static final String LOOKED_AT = """
            SELECT r.project_id, r.day, r.run_id, r.agent_name, r.agent_version, r.environment, r.status, r.started_at, r.ended_at,
                   extract(epoch FROM r.ended_at - r.started_at)::float8 * 1000 AS latency_ms,
                   CASE WHEN r.error_type ~\s"""
            + ShownLabels.PATTERN + """
                     THEN r.error_type END AS error_type,
                           (extract(epoch FROM r.started_at) * 1000000)::bigint AS started_micros,
                           row_number() OVER (ORDER BY r.started_at DESC, r.run_id) AS place,\s
                    """
            + HungRuns.COLUMNS + """
                      FROM run r
                    """;

    private final Reads reads;
    private final HungRuns hungRuns;

    RunListQuery(Reads reads, HungRuns hungRuns) {
        this.reads = reads;
        this.hungRuns = hungRuns;
    }

    /** Those that started last first; those that started at once by their ids. Pages but the last may be short. */
    Uni<Page<RunItem>> page(String projectId, RunFilter filter, String cursor, int limit) {
        Statement statement = new Statement().add("SELECT * FROM (SELECT r.*, (true");
        filter.addChildren(statement);
        statement.add(") AS fits FROM (");
        addLookedAt(statement, projectId, filter, cursor);
        statement.add(") AS r) AS looked_at WHERE place = ? OR fits", (long) MOST_LOOKED_AT)
                .add(" ORDER BY started_at DESC, run_id LIMIT ?", limit + 1L);
        return reads.rows(statement).map(rows -> page(rows, limit));
    }

    private void addLookedAt(Statement statement, String projectId, RunFilter filter, String cursor) {
        statement.add(LOOKED_AT).add(HungRuns.join("?"), hungRuns.seconds())
                .add(" WHERE r.project_id = ?", projectId);
        filter.addOwn(statement);
        if (cursor != null) {
            JsonArray key = Cursor.read(cursor, KEY);
            statement.add(" AND r.started_at <= ? AND (r.started_at < ? OR r.run_id > ?)",
                    Times.fromCursor(key.getLong(0)), Times.fromCursor(key.getLong(0)), key.getString(1));
        }
        statement.add(" ORDER BY r.started_at DESC, r.run_id LIMIT ?", (long) MOST_LOOKED_AT);
    }

    /** The last row looked at is there whether it fits or not: the next page begins after it. */
    private static Page<RunItem> page(RowSet<Row> rows, int limit) {
        List<Row> fitting = new ArrayList<>();
        String end = null;
        for (Row row : rows) {
            if (row.getBoolean("fits")) {
                fitting.add(row);
            }
            if (row.getLong("place") == MOST_LOOKED_AT) {
                end = cursor(row);
            }
        }
        Page<Row> page = Page.of(fitting, limit, RunListQuery::cursor);
        return new Page<>(page.items().stream().map(RunListQuery::item).toList(),
                page.nextCursor() == null ? end : page.nextCursor());
    }

    private static String cursor(Row row) {
        return Cursor.of(List.of(row.getLong("started_micros"), row.getString("run_id")));
    }

    private static RunItem item(Row row) {
        return new RunItem(row.getString("run_id"), row.getString("agent_name"), row.getString("agent_version"),
                row.getString("environment"), row.getString("status"), Times.instant(row, "started_at"),
                Times.instant(row, "ended_at"), row.getDouble("latency_ms"), row.getString("error_type"),
                HungRuns.silence(row));
    }
}
