package io.agentops.query.outline;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.agentops.query.failures.FailureRows;
import io.agentops.query.live.HungRuns;
import io.agentops.query.page.Reads;
import io.agentops.query.page.RunDays;
import io.agentops.query.page.Times;
import io.agentops.query.runs.RunView;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds one run, without content. */
@ApplicationScoped
class RunOutlineQuery {

    private static final String FIND = """
            SELECT r.*, extract(epoch FROM r.ended_at - r.started_at)::float8 * 1000 AS latency_ms,
                   failure_group_of(r.facets) AS failure_group,
                   (SELECT count(*) FROM step s
                     WHERE s.project_id = $1 AND s.day = $4 AND s.run_id = $2
                       AND s.step_type IS DISTINCT FROM 'generic') AS steps,
                   (SELECT count(*) FROM tool_call c
                     WHERE c.project_id = $1 AND c.day = $4 AND c.run_id = $2) AS tool_calls,
                   (SELECT count(*) FROM (
            """ + FailureRows.ofRun("$1", "$4", "$2") + """
                   ) AS f) AS failures,\s
            """ + HungRuns.COLUMNS + ", " + HungRuns.LAST_STEP_COLUMNS + """
              FROM run r
            """ + HungRuns.join("$3") + HungRuns.LAST_STEP + """
             WHERE r.project_id = $1 AND r.day = $4 AND r.run_id = $2
            """;

    private final Reads reads;
    private final RunDays days;
    private final HungRuns hungRuns;

    RunOutlineQuery(Reads reads, RunDays days, HungRuns hungRuns) {
        this.reads = reads;
        this.days = days;
        this.hungRuns = hungRuns;
    }

    /** Fails with a 404 for a run that is not stored. */
    Uni<RunOutline> find(String projectId, String runId) {
        return days.of(projectId, runId)
                .chain(day -> reads.rows(FIND, Tuple.of(projectId, runId, hungRuns.seconds(), day)))
                .map(RunOutlineQuery::only);
    }

    private static RunOutline only(RowSet<Row> rows) {
        for (Row row : rows) {
            return new RunOutline(row.getString("run_id"), row.getString("agent_name"),
                    row.getString("agent_version"), row.getString("environment"), row.getString("status"),
                    Times.instant(row, "started_at"), Times.instant(row, "ended_at"), row.getDouble("latency_ms"),
                    row.getString("conversation_id"), row.getString("parent_run_id"), HungRuns.hung(row),
                    row.getLong("steps"), row.getLong("failures"), row.getLong("tool_calls"),
                    RunView.Cost.of(row), row.getString("failure_group"));
        }
        throw ProblemException.notFound("No run is known by this id.");
    }
}
