package io.agentops.query.runs;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Reads;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds one run. */
@ApplicationScoped
class RunQuery {

    private static final String FIND = """
            SELECT r.*, p.error_message,
                   ARRAY(SELECT id FROM jsonb_object_keys(p.correlation_ids) AS id
                          ORDER BY id COLLATE "C") AS correlation_id_list,
                   coalesce(p.metadata, '{}')::text AS metadata_json,
                   (SELECT count(*) FROM step s
                     WHERE s.project_id = $1 AND s.day = k.day AND s.run_id = $2) AS steps,
                   (SELECT count(*) FROM tool_call c
                     WHERE c.project_id = $1 AND c.day = k.day AND c.run_id = $2) AS tool_calls,
                   (SELECT count(*) FROM guardrail_event g
                     WHERE g.project_id = $1 AND g.day = k.day AND g.run_id = $2) AS guardrail_events
              FROM run_key k
              JOIN run r ON r.project_id = $1 AND r.day = k.day AND r.run_id = $2
              LEFT JOIN run_payload p ON p.project_id = $1 AND p.day = k.day AND p.run_id = $2
             WHERE k.project_id = $1 AND k.run_id = $2
            """;

    private final Reads reads;

    RunQuery(Reads reads) {
        this.reads = reads;
    }

    /** Fails with a 404 for a run that is not stored. */
    Uni<RunView> find(String projectId, String runId) {
        return reads.rows(FIND, Tuple.of(projectId, runId)).map(RunQuery::only);
    }

    private static RunView only(RowSet<Row> rows) {
        for (Row row : rows) {
            return view(row);
        }
        throw ProblemException.notFound("No run is known by this id.");
    }

    private static RunView view(Row row) {
        return new RunView(row.getString("run_id"), row.getString("agent_name"), row.getString("agent_version"),
                row.getString("model"), row.getString("environment"), instant(row, "started_at"),
                instant(row, "ended_at"), row.getString("status"), row.getString("error_type"),
                row.getString("error_message"), row.getString("trace_id"),
                List.of(row.getArrayOfStrings("correlation_id_list")), row.getString("conversation_id"),
                row.getString("parent_run_id"), row.getString("metadata_json"),
                new RunView.Cost(row.getLong("tokens_prompt"), row.getLong("tokens_completion"),
                        row.getBigDecimal("total_cost_usd")),
                row.getLong("steps"), row.getLong("tool_calls"), row.getLong("guardrail_events"));
    }

    static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
