package io.agentops.query.outline;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds the steps of one run, in the order in which its timeline has them. */
@ApplicationScoped
class StepQuery {

    private static final List<Class<?>> KEY = List.of(Long.class, Long.class, String.class);
    private static final JsonArray BEFORE_ALL = JsonArray.of(Long.MIN_VALUE, Long.MIN_VALUE, "");

    /** One row a step, and one without for a run that has none on this page. */
    private static final String PAGE = """
            WITH keyed AS (
                SELECT s.*, (extract(epoch FROM coalesce(s.started_at, r.started_at)) * 1000000)::bigint AS at_micros,
                       coalesce(s.seq::bigint, 1::bigint << 40) AS rank
                  FROM run_key k
                  JOIN run r ON r.project_id = $1 AND r.day = k.day AND r.run_id = $2
                  JOIN step s ON s.project_id = $1 AND s.day = k.day AND s.run_id = $2
                 WHERE k.project_id = $1 AND k.run_id = $2
                   AND ($3::boolean OR s.step_type IS DISTINCT FROM 'generic')
            )
            SELECT page.*,
                   coalesce(page.latency_ms, extract(epoch FROM page.ended_at - page.started_at)::float8 * 1000) AS lasted_ms,
                   (SELECT coalesce(jsonb_object_agg(entry.key, entry.value), '{}')::text
                      FROM jsonb_each(page.metadata) AS entry
                     WHERE entry.key ~\s"""
            + ShownLabels.PATTERN + """

                    AND (jsonb_typeof(entry.value) IN ('number', 'boolean')
                         OR entry.value #>> '{}' ~\s""" + ShownLabels.PATTERN + """
                    )) AS labels
                      FROM run_key k
                      LEFT JOIN LATERAL (
                        SELECT * FROM keyed
                         WHERE (at_micros, rank, step_id) > ($4::bigint, $5::bigint, $6::text)
                         ORDER BY at_micros, rank, step_id
                         LIMIT $7) AS page ON true
                     WHERE k.project_id = $1 AND k.run_id = $2
                     ORDER BY page.at_micros, page.rank, page.step_id
                    """;

    private final Reads reads;

    StepQuery(Reads reads) {
        this.reads = reads;
    }

    /**
     * By their starts, those without one at the run's start; those that began at once by seq, then by their ids. Fails with a
     * 404 for a run that is not stored.
     */
    Uni<Page<StepItem>> ofRun(String projectId, String runId, boolean generic, String cursor, int limit) {
        JsonArray after = cursor == null ? BEFORE_ALL : Cursor.read(cursor, KEY);
        Tuple parameters = Tuple.from(List.of(projectId, runId, generic, after.getLong(0), after.getLong(1),
                after.getString(2), limit + 1L));
        return reads.rows(PAGE, parameters).map(rows -> page(rows, limit));
    }

    private static Page<StepItem> page(RowSet<Row> rows, int limit) {
        if (rows.size() == 0) {
            throw ProblemException.notFound("No run is known by this id.");
        }
        List<Row> steps = new ArrayList<>();
        for (Row row : rows) {
            if (row.getString("step_id") != null) {
                steps.add(row);
            }
        }
        Page<Row> page = Page.of(steps, limit, last -> Cursor.of(List.of(last.getLong("at_micros"),
                last.getLong("rank"), last.getString("step_id"))));
        return new Page<>(page.items().stream().map(StepQuery::item).toList(), page.nextCursor());
    }

    private static StepItem item(Row row) {
        return new StepItem(row.getString("step_id"), row.getInteger("seq"), row.getString("parent_step_id"),
                row.getString("step_type"), row.getString("name"), row.getString("status"),
                Times.instant(row, "started_at"), Times.instant(row, "ended_at"), row.getDouble("lasted_ms"),
                row.getString("model"), tokens(row.getLong("tokens_prompt"), row.getLong("tokens_completion")),
                row.getString("labels"));
    }

    private static StepItem.Tokens tokens(Long prompt, Long completion) {
        return prompt == null && completion == null ? null : new StepItem.Tokens(prompt, completion);
    }
}
