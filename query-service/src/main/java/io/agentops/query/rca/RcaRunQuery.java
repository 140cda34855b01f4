package io.agentops.query.rca;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.contract.rca.RcaStatus;
import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds RCA runs. */
@ApplicationScoped
class RcaRunQuery {

    private static final String COLUMNS = "a.rca_run_id, a.run_id, a.status, a.created_at, a.started_at, a.finished_at,"
            + " a.failure, a.attempt";

    private static final String FIND = "SELECT " + COLUMNS + """
            , a.report::text AS report
              FROM rca_run a
             WHERE a.project_id = $1 AND a.rca_run_id = $2
            """;

    /** One row an analysis, and one without for a run that has none on this page. */
    private static final String OF_RUN = "SELECT " + COLUMNS + """
            , NULL AS report
              FROM run_key k
              LEFT JOIN LATERAL (
                SELECT * FROM rca_run
                 WHERE project_id = $1 AND run_id = $2 AND ($3::uuid IS NULL OR rca_run_id < $3)
                 ORDER BY rca_run_id DESC
                 LIMIT $4) AS a ON true
             WHERE k.project_id = $1 AND k.run_id = $2
             ORDER BY a.rca_run_id DESC
            """;

    private static final String ENDED = "SELECT " + COLUMNS + """
            , NULL AS report, a.project_id
              FROM rca_run a
              JOIN unnest($1::text[], $2::uuid[]) AS wanted (project_id, rca_run_id) USING (project_id, rca_run_id)
             WHERE a.status IN ('done', 'failed')
            """;

    private final Reads reads;

    RcaRunQuery(Reads reads) {
        this.reads = reads;
    }

    /** Fails with a 404 for an analysis that is not known, and for an id that is no UUID. */
    Uni<RcaRunView> find(String projectId, String rcaRunId) {
        UUID id = Parameters.uuid(rcaRunId).orElseThrow(RcaRunQuery::unknown);
        return reads.rows(FIND, Tuple.of(projectId, id))
                .map(rows -> views(rows).stream().findFirst().orElseThrow(RcaRunQuery::unknown));
    }

    /** The analyses of a run without their reports, newest first, fails with a 404 for a run that is not stored. */
    Uni<Page<RcaRunView>> ofRun(String projectId, String runId, String cursor, int limit) {
        UUID after = cursor == null ? null : fromCursor(cursor);
        return reads.rows(OF_RUN, Tuple.of(projectId, runId, after, limit + 1L)).map(rows -> {
            if (rows.size() == 0) {
                throw ProblemException.notFound("No run is known by this id.");
            }
            return Page.of(views(rows), limit, last -> Cursor.of(List.of(last.rcaRunId().toString())));
        });
    }

    /** Those of the analyses that have ended, without their reports. */
    Uni<Map<WatchKey, RcaRunView>> ended(List<WatchKey> wanted) {
        return reads.rows(ENDED, Tuple.of(
                wanted.stream().map(WatchKey::projectId).toArray(String[]::new),
                wanted.stream().map(WatchKey::rcaRunId).toArray(UUID[]::new))).map(RcaRunQuery::byKey);
    }

    private static Map<WatchKey, RcaRunView> byKey(RowSet<Row> rows) {
        Map<WatchKey, RcaRunView> views = new HashMap<>();
        rows.forEach(row -> views.put(new WatchKey(row.getString("project_id"), row.getUUID("rca_run_id")), view(row)));
        return views;
    }

    private static UUID fromCursor(String cursor) {
        return Parameters.uuid(Cursor.read(cursor, List.of(String.class)).getString(0))
                .orElseThrow(Cursor::invalid);
    }

    private static ProblemException unknown() {
        return ProblemException.notFound("No RCA run is known by this id.");
    }

    private static List<RcaRunView> views(RowSet<Row> rows) {
        List<RcaRunView> views = new ArrayList<>();
        for (Row row : rows) {
            if (row.getUUID("rca_run_id") != null) {
                views.add(view(row));
            }
        }
        return views;
    }

    private static RcaRunView view(Row row) {
        RcaStatus status = RcaStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT));
        return new RcaRunView(row.getUUID("rca_run_id"), row.getString("run_id"), status,
                Times.instant(row, "created_at"),
                Times.instant(row, "started_at"), Times.instant(row, "finished_at"),
                status == RcaStatus.FAILED ? row.getString("failure") : null, row.getString("report"),
                row.getInteger("attempt"));
    }
}
