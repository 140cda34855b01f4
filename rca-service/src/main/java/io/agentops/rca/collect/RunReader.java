package io.agentops.rca.collect;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads a stored run with everything under it, as of one moment and within bounds. */
@ApplicationScoped
public class RunReader {

    private static final String ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

    private static final String RUN = """
            SELECT k.day, r.run_id, r.agent_name, r.agent_version, r.model, r.environment, r.status, r.started_at, r.ended_at,
                   r.error_type, r.trace_id, r.conversation_id, r.parent_run_id, r.tokens_prompt, r.tokens_completion,
                   r.total_cost_usd, left(p.error_message, $3) AS error_message, p.correlation_ids::text AS correlation_ids,
                   p.tool_definitions::text AS tool_definitions, p.metadata::text AS metadata
              FROM run_key k
              JOIN run r ON r.project_id = k.project_id AND r.day = k.day AND r.run_id = k.run_id
              LEFT JOIN run_payload p ON p.project_id = k.project_id AND p.day = k.day AND p.run_id = k.run_id
             WHERE k.project_id = $1 AND k.run_id = $2
            """;

    private static final String OF_RUN = " WHERE project_id = $1 AND day = $2 AND run_id = $3 ";

    private static final String STEPS = """
            SELECT step_id, seq, name, status, started_at, ended_at, left(input_summary, $4) AS input_summary,
                   left(output_summary, $4) AS output_summary, retries, latency_ms, parent_step_id, step_type, model,
                   error_type, left(error_message, $4) AS error_message
              FROM step
            """ + OF_RUN + "AND step_type IS DISTINCT FROM 'generic' ORDER BY started_at, seq, step_id LIMIT $5";

    private static final String CALLS = """
            SELECT call_id, seq, step_id, tool_name, status, args_json::text AS args_json, args_hash,
                   left(result_summary, $4) AS result_summary, error_class, left(error_message, $4) AS error_message,
                   status_code, retries, latency_ms, started_at, ended_at
              FROM tool_call
            """ + OF_RUN + "ORDER BY step_id, seq, started_at, call_id LIMIT $5";

    private static final String GUARDRAILS = """
            SELECT event_id, type, left(message, $4) AS message, step_id, call_id, created_at
              FROM guardrail_event
            """ + OF_RUN + "ORDER BY created_at, event_id LIMIT $5";

    private static final String FAILURES = """
            SELECT failure_id, failure_type, failure_code, left(message, $4) AS message, step_id
              FROM failure
            """ + OF_RUN + "ORDER BY failure_id LIMIT $5";

    private final Pool pool;
    private final CollectConfig config;
    private final RunRows rows;
    private final HistoryReader history;

    RunReader(Pool pool, CollectConfig config, RunRows rows, HistoryReader history) {
        this.pool = pool;
        this.config = config;
        this.rows = rows;
        this.history = history;
    }

    /**
     * The run as stored, its steps and calls in the order they happened; empty when there is none. Fails when the database
     * cannot be asked, or holds what no run can be.
     */
    public Uni<Optional<CollectedRun>> read(String projectId, String runId) {
        return pool.withTransaction(connection -> connection.query(ONE_MOMENT).execute()
                .chain(() -> connection.preparedQuery(RUN).execute(Tuple.of(projectId, runId, config.maxText())))
                .chain(found -> found.size() == 0
                        ? Uni.createFrom().item(Optional.<StoredRun>empty())
                        : under(connection, projectId, found.iterator().next()).map(Optional::of)))
                // A large run takes longer to decode than an event loop may be held.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(stored -> stored.map(run -> rows.decode(run, config.maxChildren())));
    }

    private Uni<StoredRun> under(SqlConnection connection, String projectId, Row run) {
        // One more than is kept, to know that something was left out.
        var key = Tuple.of(projectId, run.getLocalDate("day"), run.getString("run_id"), config.maxText(),
                config.maxChildren() + 1);
        return Uni.combine().all().unis(
                connection.preparedQuery(STEPS).execute(key),
                connection.preparedQuery(CALLS).execute(key),
                connection.preparedQuery(GUARDRAILS).execute(key),
                connection.preparedQuery(FAILURES).execute(key),
                history.read(connection, projectId, run))
                .with((steps, calls, guardrails, failures, versions) -> new StoredRun(run, steps, calls, guardrails,
                        failures,
                        versions));
    }
}
