package io.agentops.query.runs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Merges what a run did into one list. */
@ApplicationScoped
class TimelineQuery {

    private static final RunView.Cost NO_COST = new RunView.Cost(null, null, null);

    /**
     * One row an item, and one without an item for a run that has none on this page. A guardrail event belongs to the step
     * of its call, or else to its own. What belongs to no stored step ranks before the steps of its moment, and steps
     * without a seq after those with one. What has no time stands where that which it belongs to does.
     */
    private static final String PAGE = """
            WITH found AS (
                SELECT r.day, r.started_at
                  FROM run_key k
                  JOIN run r ON r.project_id = $1 AND r.day = k.day AND r.run_id = $2
                 WHERE k.project_id = $1 AND k.run_id = $2
            ), steps AS (
                SELECT s.*, coalesce(s.started_at, f.started_at) AS at, coalesce(s.seq::bigint, 1::bigint << 40) AS rank
                  FROM found f
                  JOIN step s ON s.project_id = $1 AND s.day = f.day AND s.run_id = $2
            ), items AS (
                SELECT 'step' AS kind, s.step_id AS id, s.name, s.status, s.started_at, s.at, s.rank AS step_rank,
                       s.step_id AS key_step, 0::bigint AS kind_rank, 0::bigint AS key_seq,
                       s.parent_step_id, NULL AS call_id, s.step_type, s.ended_at,
                       coalesce(s.latency_ms, extract(epoch FROM s.ended_at - s.started_at)::float8 * 1000) AS latency_ms,
                       s.retries, NULL::integer AS status_code, NULL AS error_class, s.error_type,
                       left(s.error_message, $10) AS error_message, NULL AS message, s.model, s.tokens_prompt,
                       s.tokens_completion, s.cost_usd AS total_cost_usd, left(s.input_summary, $10) AS input_summary,
                       left(s.output_summary, $10) AS output_summary, NULL AS result_summary
                  FROM steps s
                 WHERE $11::boolean OR s.step_type IS DISTINCT FROM 'generic'
                UNION ALL
                SELECT 'tool_call', c.call_id, c.tool_name, c.status, c.started_at,
                       coalesce(c.started_at, s.at, f.started_at),
                       coalesce(s.rank, -1::bigint << 40), coalesce(s.step_id, ''), 1,
                       coalesce(c.seq::bigint, 1::bigint << 40), c.step_id, NULL, NULL, c.ended_at,
                       coalesce(c.latency_ms, extract(epoch FROM c.ended_at - c.started_at)::float8 * 1000), c.retries,
                       c.status_code, c.error_class, NULL, left(c.error_message, $10), NULL, NULL, NULL, NULL, NULL, NULL,
                       NULL, left(c.result_summary, $10)
                  FROM found f
                  JOIN tool_call c ON c.project_id = $1 AND c.day = f.day AND c.run_id = $2
                  LEFT JOIN steps s ON s.step_id = c.step_id
                UNION ALL
                SELECT 'guardrail', g.event_id, g.type, NULL, g.created_at,
                       coalesce(g.created_at, c.started_at, s.at, f.started_at),
                       coalesce(s.rank, -1::bigint << 40), coalesce(s.step_id, ''), 2, 0,
                       coalesce(s.step_id, g.step_id), g.call_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                       left(g.message, $10), NULL, NULL, NULL, NULL, NULL, NULL, NULL
                  FROM found f
                  JOIN guardrail_event g ON g.project_id = $1 AND g.day = f.day AND g.run_id = $2
                  LEFT JOIN tool_call c ON c.project_id = $1 AND c.day = f.day AND c.run_id = $2 AND c.call_id = g.call_id
                  LEFT JOIN steps of_call ON of_call.step_id = c.step_id
                  LEFT JOIN steps s ON s.step_id = coalesce(of_call.step_id, g.step_id)
            ), keyed AS (
                SELECT *, (extract(epoch FROM at) * 1000000)::bigint AS at_micros FROM items
            )
            SELECT f.started_at AS run_started_at, (extract(epoch FROM f.started_at) * 1000000)::bigint AS run_micros, page.*
              FROM found f
              LEFT JOIN LATERAL (
                SELECT * FROM keyed
                 WHERE (at_micros, step_rank, key_step COLLATE "C", kind_rank, key_seq, id COLLATE "C")
                       > ($3::bigint, $4::bigint, $5::text, $6::bigint, $7::bigint, $8::text)
                 ORDER BY at_micros, step_rank, key_step COLLATE "C", kind_rank, key_seq, id COLLATE "C"
                 LIMIT $9) AS page ON true
             ORDER BY at_micros, step_rank, key_step COLLATE "C", kind_rank, key_seq, id COLLATE "C"
            """;

    private final Reads reads;

    TimelineQuery(Reads reads) {
        this.reads = reads;
    }

    /**
     * The items after a place, fails with a 404 for a run that is not stored.
     *
     * @param generic whether steps of type {@code generic} are among them
     */
    Uni<Timeline> page(String projectId, String runId, boolean generic, TimelineKey after, int limit) {
        Tuple parameters = Tuple.from(List.of(projectId, runId, after.atMicros(), after.stepRank(), after.stepId(),
                after.kindRank(), after.seq(), after.id(), limit + 1L, Timeline.TEXT_LIMIT, generic));
        return reads.rows(PAGE, parameters).map(rows -> timeline(runId, rows, limit));
    }

    private static Timeline timeline(String runId, RowSet<Row> rows, int limit) {
        if (rows.size() == 0) {
            throw ProblemException.notFound("No run is known by this id.");
        }
        List<Row> items = new ArrayList<>();
        Instant startedAt = null;
        for (Row row : rows) {
            startedAt = Times.instant(row, "run_started_at");
            if (row.getString("id") != null) {
                items.add(row);
            }
        }
        Page<Row> page = Page.of(items, limit, last -> TimelineKey.of(last).cursor());
        return new Timeline(runId, startedAt, page.items().stream().map(TimelineQuery::item).toList(),
                page.nextCursor());
    }

    private static Timeline.Item item(Row row) {
        double offsetMs = (row.getLong("at_micros") - row.getLong("run_micros")) / 1000.0;
        return new Timeline.Item(row.getString("kind"), row.getString("id"), row.getString("name"),
                row.getString("status"), Times.instant(row, "started_at"), offsetMs, row.getString("parent_step_id"),
                row.getString("call_id"), row.getString("step_type"), Times.instant(row, "ended_at"),
                row.getDouble("latency_ms"),
                row.getInteger("retries"), row.getInteger("status_code"), row.getString("error_class"),
                row.getString("error_type"), row.getString("error_message"), row.getString("message"),
                row.getString("model"), cost(row), row.getString("input_summary"), row.getString("output_summary"),
                row.getString("result_summary"));
    }

    private static RunView.Cost cost(Row row) {
        RunView.Cost cost = RunView.Cost.of(row);
        return NO_COST.equals(cost) ? null : cost;
    }
}
