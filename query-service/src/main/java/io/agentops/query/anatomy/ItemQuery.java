package io.agentops.query.anatomy;

import java.util.List;
import java.util.stream.Collector;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.agentops.query.failures.FailureRows;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads all steps and tool calls of a run, of each only what is narrow. */
@ApplicationScoped
class ItemQuery {

    /** The most items read of a run, the earliest first. */
    static final int MOST_ITEMS = 40_000;

    private static final String RUN = """
            SELECT r.run_id, r.day, r.agent_name, r.agent_version, r.model, r.environment, r.status, r.started_at, r.ended_at,
                   r.tokens_prompt, r.tokens_completion, r.total_cost_usd
              FROM run_key k
              JOIN run r ON r.project_id = $1 AND r.day = k.day AND r.run_id = $2
             WHERE k.project_id = $1 AND k.run_id = $2
            """;

    /** In the order of the timeline, which see for what the keys mean. */
    private static final String ITEMS = """
            WITH steps AS (
                SELECT s.step_id, s.parent_step_id, s.name, s.step_type, s.model, s.status, s.started_at, s.ended_at, s.latency_ms,
                       s.retries, s.tokens_prompt, s.tokens_completion, s.cost_usd,
                       (s.status IN ('failure', 'failed', 'error', 'timeout') OR s.error_type IS NOT NULL) AS failed,
                       coalesce(s.started_at, $4) AS at, coalesce(s.seq::bigint, 1::bigint << 40) AS rank
                  FROM step s
                 WHERE s.project_id = $1 AND s.day = $2 AND s.run_id = $3
            ), items AS (
                SELECT false AS is_call, s.step_id AS id, s.parent_step_id AS parent, s.name, s.step_type, s.model, s.status,
                       s.started_at, s.ended_at, s.latency_ms, s.retries, s.failed, s.tokens_prompt, s.tokens_completion,
                       s.cost_usd, s.at, s.rank AS step_rank, s.step_id AS key_step, 0::bigint AS kind_rank,
                       0::bigint AS key_seq
                  FROM steps s
                UNION ALL
                SELECT true, c.call_id, c.step_id, c.tool_name, NULL, NULL, c.status, c.started_at, c.ended_at, c.latency_ms,
                       c.retries,\s"""
            + FailureRows.FAILED_CALL
            + """
                    , NULL, NULL, NULL, coalesce(c.started_at, s.at, $4), coalesce(s.rank, -1::bigint << 40),
                           coalesce(s.step_id, ''), 1, coalesce(c.seq::bigint, 1::bigint << 40)
                      FROM tool_call c
                      LEFT JOIN steps s ON s.step_id = c.step_id
                     WHERE c.project_id = $1 AND c.day = $2 AND c.run_id = $3
                    )
                    SELECT *, (extract(epoch FROM at) * 1000000)::bigint AS at_micros
                      FROM items
                     ORDER BY at_micros, step_rank, key_step COLLATE "C", kind_rank, key_seq, id COLLATE "C"
                     LIMIT $5
                    """;

    private final Reads reads;

    ItemQuery(Reads reads) {
        this.reads = reads;
    }

    /**
     * A run and its items.
     *
     * @param unknown says in a 404 that the run is not stored
     */
    Uni<RunItems> ofRun(String projectId, String runId, String unknown) {
        return reads.rows(RUN, Tuple.of(projectId, runId)).chain(rows -> {
            for (Row row : rows) {
                return items(projectId, facts(row));
            }
            throw ProblemException.notFound(unknown);
        });
    }

    private Uni<RunItems> items(String projectId, RunFacts run) {
        Tuple parameters = Tuple.from(List.of(projectId, run.day(), run.runId(), Times.utc(run.startedAt()),
                MOST_ITEMS + 1L));
        return reads.collected(ITEMS, parameters, Collector.of(ItemRows::new, ItemRows::add, ItemRows::both))
                .map(rows -> rows.ofRun(run, MOST_ITEMS));
    }

    private static RunFacts facts(Row row) {
        return new RunFacts(row.getString("run_id"), row.getLocalDate("day"), row.getString("agent_name"),
                row.getString("agent_version"), row.getString("model"), row.getString("environment"),
                row.getString("status"), Times.instant(row, "started_at"), Times.instant(row, "ended_at"),
                row.getLong("tokens_prompt"), row.getLong("tokens_completion"), row.getBigDecimal("total_cost_usd"));
    }
}
