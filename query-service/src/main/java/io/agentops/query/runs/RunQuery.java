package io.agentops.query.runs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.agentops.query.failures.FailureRows;
import io.agentops.query.live.HungRuns;
import io.agentops.query.page.Reads;
import io.agentops.query.page.RunDays;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
                     WHERE s.project_id = $1 AND s.day = $6 AND s.run_id = $2
                       AND s.step_type IS DISTINCT FROM 'generic') AS steps,
                   (SELECT count(*) FROM tool_call c
                     WHERE c.project_id = $1 AND c.day = $6 AND c.run_id = $2) AS tool_calls,
                   (SELECT count(*) FROM guardrail_event g
                     WHERE g.project_id = $1 AND g.day = $6 AND g.run_id = $2) AS guardrail_events,
                   (SELECT count(*) FROM (
            """ + FailureRows.ofRun("$1", "$6", "$2") + """
                   ) AS f) AS failures,
                   (SELECT jsonb_agg(to_jsonb(e) ORDER BY e.created_micros, e.evaluation_id)
                      FROM (SELECT v.evaluation_id, v.name, v.score, v.label, left(v.explanation, $4) AS explanation,
                                   v.step_id, (extract(epoch FROM v.created_at) * 1000000)::bigint AS created_micros
                              FROM evaluation v
                             WHERE v.project_id = $1 AND v.day = $6 AND v.run_id = $2
                             ORDER BY v.created_at, v.evaluation_id
                             LIMIT $5) AS e) AS evaluations,\s
            """ + HungRuns.COLUMNS + ", " + HungRuns.LAST_STEP_COLUMNS + """
              FROM run r
            """ + HungRuns.join("$3") + HungRuns.LAST_STEP + """
              LEFT JOIN run_payload p ON p.project_id = $1 AND p.day = $6 AND p.run_id = $2
             WHERE r.project_id = $1 AND r.day = $6 AND r.run_id = $2
            """;

    private final Reads reads;
    private final RunDays days;
    private final HungRuns hungRuns;

    RunQuery(Reads reads, RunDays days, HungRuns hungRuns) {
        this.reads = reads;
        this.days = days;
        this.hungRuns = hungRuns;
    }

    /** Fails with a 404 for a run that is not stored. */
    Uni<RunView> find(String projectId, String runId) {
        return days.of(projectId, runId).chain(day -> reads.rows(FIND, Tuple.of(projectId, runId, hungRuns.seconds(),
                Timeline.TEXT_LIMIT, RunView.MOST_EVALUATIONS, day)))
                .map(RunQuery::only);
    }

    private static RunView only(RowSet<Row> rows) {
        for (Row row : rows) {
            return view(row);
        }
        throw ProblemException.notFound("No run is known by this id.");
    }

    private static RunView view(Row row) {
        return new RunView(row.getString("run_id"), row.getString("agent_name"), row.getString("agent_version"),
                row.getString("model"), row.getString("environment"), Times.instant(row, "started_at"),
                Times.instant(row, "ended_at"), row.getString("status"), row.getString("error_type"),
                row.getString("error_message"), row.getString("trace_id"),
                List.of(row.getArrayOfStrings("correlation_id_list")), row.getString("conversation_id"),
                row.getString("parent_run_id"), row.getString("metadata_json"),
                RunView.Cost.of(row), HungRuns.hung(row), evaluations(row.getJsonArray("evaluations")),
                row.getLong("failures"), row.getLong("steps"), row.getLong("tool_calls"),
                row.getLong("guardrail_events"));
    }

    private static List<RunView.Evaluation> evaluations(JsonArray stored) {
        return stored == null
                ? List.of()
                : stored.stream().map(JsonObject.class::cast).map(RunQuery::evaluation).toList();
    }

    private static RunView.Evaluation evaluation(JsonObject stored) {
        Long createdMicros = stored.getLong("created_micros");
        return new RunView.Evaluation(stored.getString("evaluation_id"), stored.getString("name"),
                stored.getDouble("score"), stored.getString("label"), stored.getString("explanation"),
                stored.getString("step_id"),
                createdMicros == null ? null : Instant.EPOCH.plus(createdMicros, ChronoUnit.MICROS));
    }
}
