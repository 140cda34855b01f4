package io.agentops.query.traces;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds the spans of one trace. */
@ApplicationScoped
class SpanQuery {

    private static final List<Class<?>> KEY = List.of(Long.class, String.class);
    private static final JsonArray BEFORE_ALL = JsonArray.of(Long.MIN_VALUE, "");

    /** One row a span, and one without for a trace that has none on this page. Spans without a time come last. */
    private static final String PAGE = """
            SELECT page.*, page.attributes::text AS attributes_json,
                   coalesce((SELECT jsonb_agg(event.value ORDER BY (event.value ->> 'time')::timestamptz, event.key)
                               FROM jsonb_each(page.events) AS event), '[]')::text AS events_json,
                   coalesce(t.resources -> page.resource, '{}')::text AS resource_json
              FROM trace_key t
              LEFT JOIN LATERAL (
                SELECT keyed.*
                  FROM (SELECT s.*, coalesce((extract(epoch FROM s.started_at) * 1000000)::bigint, $6) AS at_micros
                          FROM span s
                         WHERE s.project_id = $1 AND s.day = t.day AND s.trace_id = $2) AS keyed
                 WHERE (keyed.at_micros, keyed.span_id) > ($3::bigint, $4::text)
                 ORDER BY keyed.at_micros, keyed.span_id
                 LIMIT $5) AS page ON true
             WHERE t.project_id = $1 AND t.trace_id = $2
             ORDER BY page.at_micros, page.span_id
            """;

    private final Reads reads;

    SpanQuery(Reads reads) {
        this.reads = reads;
    }

    /** The spans of a trace by their starts, then their ids; fails with a 404 for a trace that is not stored. */
    Uni<Page<SpanView>> ofTrace(String projectId, String traceId, String cursor, int limit) {
        JsonArray after = cursor == null ? BEFORE_ALL : Cursor.read(cursor, KEY);
        Tuple parameters = Tuple.of(projectId, TraceQuery.stored(traceId), after.getLong(0), after.getString(1),
                limit + 1L, Long.MAX_VALUE);
        return reads.rows(PAGE, parameters).map(rows -> page(rows, limit));
    }

    private static Page<SpanView> page(RowSet<Row> rows, int limit) {
        if (rows.size() == 0) {
            throw TraceQuery.unknown();
        }
        List<Row> spans = new ArrayList<>();
        for (Row row : rows) {
            if (row.getString("span_id") != null) {
                spans.add(row);
            }
        }
        Page<Row> page = Page.of(spans, limit,
                last -> Cursor.of(List.of(last.getLong("at_micros"), last.getString("span_id"))));
        return new Page<>(page.items().stream().map(SpanQuery::view).toList(), page.nextCursor());
    }

    private static SpanView view(Row row) {
        return new SpanView(row.getString("span_id"), row.getString("parent_span_id"), row.getString("name"),
                row.getString("kind"), Times.instant(row, "started_at"), Times.instant(row, "ended_at"),
                row.getString("status"), row.getString("status_message"), row.getString("scope"),
                row.getString("attributes_json"), row.getString("events_json"), row.getString("resource_json"));
    }
}
