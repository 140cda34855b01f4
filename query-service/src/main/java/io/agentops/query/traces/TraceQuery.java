package io.agentops.query.traces;

import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds one trace. */
@ApplicationScoped
class TraceQuery {

    private static final String FIND = """
            SELECT t.trace_id, t.first_stored_at, t.mapper_version, t.run_ids, total.*,
                   ARRAY(SELECT DISTINCT resource.value ->> 'service.name' COLLATE "C" AS name
                           FROM jsonb_each(t.resources) AS resource
                          WHERE resource.value ->> 'service.name' IS NOT NULL
                          ORDER BY name) AS services
              FROM trace_key t
             CROSS JOIN LATERAL (
                SELECT count(*) AS spans,
                       count(*) FILTER (WHERE s.status = 'error') AS error_spans,
                       count(*) FILTER (WHERE s.parent_span_id IS NULL AND s.name IS NOT NULL) AS roots,
                       coalesce(sum((SELECT count(*) FROM jsonb_object_keys(s.events))), 0)::bigint AS events
                  FROM span s
                 WHERE s.project_id = $1 AND s.day = t.day AND s.trace_id = $2) AS total
             WHERE t.project_id = $1 AND t.trace_id = $2
            """;

    private final Reads reads;

    TraceQuery(Reads reads) {
        this.reads = reads;
    }

    /** Fails with a 404 for a trace that is not stored. */
    Uni<TraceView> find(String projectId, String traceId) {
        return reads.rows(FIND, Tuple.of(projectId, stored(traceId))).map(TraceQuery::only);
    }

    /** A trace id as it is stored: hexadecimal digits are the same in either case. */
    static String stored(String traceId) {
        return traceId.toLowerCase(Locale.ROOT);
    }

    static ProblemException unknown() {
        return ProblemException.notFound("No trace is known by this id.");
    }

    private static TraceView only(RowSet<Row> rows) {
        for (Row row : rows) {
            return new TraceView(row.getString("trace_id"), Times.instant(row, "first_stored_at"),
                    row.getInteger("mapper_version"), List.of(row.getArrayOfStrings("run_ids")), row.getLong("spans"),
                    row.getLong("error_spans"), row.getLong("roots"), row.getLong("events"),
                    List.of(row.getArrayOfStrings("services")));
        }
        throw unknown();
    }
}
