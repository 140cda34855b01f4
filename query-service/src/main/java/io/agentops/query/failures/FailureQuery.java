package io.agentops.query.failures;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.RunDays;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds the failures of one run. */
@ApplicationScoped
class FailureQuery {

    private static final String FIRST = "";

    /** One row a failure, and one without for a run that has none on this page. */
    private static final String PAGE = """
            SELECT page.*
              FROM run r
              LEFT JOIN LATERAL (
                SELECT f.*
                  FROM (
            """ + FailureRows.ofRun("$1", "$5", "$2") + """
                       ) AS f
                 WHERE f.failure_id COLLATE "C" > $3
                 ORDER BY f.failure_id COLLATE "C"
                 LIMIT $4) AS page ON true
             WHERE r.project_id = $1 AND r.day = $5 AND r.run_id = $2
             ORDER BY page.failure_id COLLATE "C"
            """;

    private final Reads reads;
    private final RunDays days;

    FailureQuery(Reads reads, RunDays days) {
        this.reads = reads;
        this.days = days;
    }

    /** The failures of a run by their ids, fails with a 404 for a run that is not stored. */
    Uni<Page<FailureItem>> ofRun(String projectId, String runId, String cursor, int limit) {
        String after = cursor == null ? FIRST : Cursor.read(cursor, List.of(String.class)).getString(0);
        return days.of(projectId, runId)
                .chain(day -> reads.rows(PAGE, Tuple.of(projectId, runId, after, limit + 1L, day))).map(rows -> {
                    if (rows.size() == 0) {
                        throw ProblemException.notFound("No run is known by this id.");
                    }
                    return Page.of(items(rows), limit, last -> Cursor.of(List.of(last.failureId())));
                });
    }

    private static List<FailureItem> items(RowSet<Row> rows) {
        List<FailureItem> items = new ArrayList<>();
        for (Row row : rows) {
            if (row.getString("failure_id") != null) {
                items.add(new FailureItem(row.getString("failure_id"), row.getString("failure_type"),
                        row.getString("failure_code"), row.getString("message"), row.getString("step_id")));
            }
        }
        return items;
    }
}
