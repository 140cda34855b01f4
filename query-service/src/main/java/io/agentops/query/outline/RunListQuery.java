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

/** Finds the runs of a list. */
@ApplicationScoped
class RunListQuery {

    private static final List<Class<?>> KEY = List.of(Long.class, String.class);

    private static final String SELECT = """
            SELECT r.run_id, r.agent_name, r.agent_version, r.environment, r.status, r.started_at, r.ended_at,
                   extract(epoch FROM r.ended_at - r.started_at)::float8 * 1000 AS latency_ms, r.error_type,
                   (extract(epoch FROM r.started_at) * 1000000)::bigint AS started_micros,\s
            """ + HungRuns.COLUMNS + """
              FROM run r
            """;

    private final Reads reads;
    private final HungRuns hungRuns;

    RunListQuery(Reads reads, HungRuns hungRuns) {
        this.reads = reads;
        this.hungRuns = hungRuns;
    }

    /** Those that started last first; those that started at once by their ids. */
    Uni<Page<RunItem>> page(String projectId, RunFilter filter, String cursor, int limit) {
        Statement statement = new Statement().add(SELECT).add(HungRuns.join("?"), hungRuns.seconds())
                .add(" WHERE r.project_id = ?", projectId);
        filter.addTo(statement);
        if (cursor != null) {
            JsonArray key = Cursor.read(cursor, KEY);
            statement.add(" AND r.started_at <= ? AND (r.started_at < ? OR r.run_id > ?)",
                    Times.fromCursor(key.getLong(0)), Times.fromCursor(key.getLong(0)), key.getString(1));
        }
        statement.add(" ORDER BY r.started_at DESC, r.run_id LIMIT ?", limit + 1L);
        return reads.rows(statement).map(rows -> {
            List<Row> found = new ArrayList<>();
            rows.forEach(found::add);
            Page<Row> page = Page.of(found, limit, last -> Cursor.of(List.of(last.getLong("started_micros"),
                    last.getString("run_id"))));
            return new Page<>(page.items().stream().map(RunListQuery::item).toList(), page.nextCursor());
        });
    }

    private static RunItem item(Row row) {
        return new RunItem(row.getString("run_id"), row.getString("agent_name"), row.getString("agent_version"),
                row.getString("environment"), row.getString("status"), Times.instant(row, "started_at"),
                Times.instant(row, "ended_at"), row.getDouble("latency_ms"), row.getString("error_type"),
                HungRuns.silence(row));
    }
}
