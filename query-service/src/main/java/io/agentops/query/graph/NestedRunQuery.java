package io.agentops.query.graph;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.query.anatomy.RunFacts;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds the runs that say they were begun by a run. */
@ApplicationScoped
class NestedRunQuery {

    static final int MOST_RUNS = 500;

    /**
     * Every run has one parent at most, so that each comes once; the index of parents finds it. Clocks may differ, but not by
     * a day.
     */
    private static final String NESTED = """
            WITH RECURSIVE nested AS (
                SELECT r.run_id, r.parent_run_id, r.agent_name, r.status, r.started_at, r.ended_at
                  FROM run r
                 WHERE r.project_id = $1 AND r.parent_run_id = $2 AND r.run_id <> $2 AND r.day >= $3::date - 1
                 UNION
                SELECT found.*
                  FROM nested n
                 CROSS JOIN LATERAL (
                    SELECT r.run_id, r.parent_run_id, r.agent_name, r.status, r.started_at, r.ended_at
                      FROM run r
                     WHERE r.project_id = $1 AND r.parent_run_id = n.run_id AND r.run_id <> $2 AND r.day >= $3::date - 1
                     ORDER BY r.started_at DESC, r.run_id
                     LIMIT $4) AS found
            )
            SELECT *
              FROM (SELECT * FROM nested LIMIT $4) AS bounded
             ORDER BY started_at, run_id
            """;

    private final Reads reads;

    NestedRunQuery(Reads reads) {
        this.reads = reads;
    }

    /** The runs within a run, however deep, the earliest first. */
    Uni<NestedRuns> within(String projectId, RunFacts run) {
        return reads.rows(NESTED, Tuple.of(projectId, run.runId(), run.day(), MOST_RUNS + 1L)).map(rows -> {
            List<NestedRun> runs = new ArrayList<>();
            for (Row row : rows) {
                runs.add(new NestedRun(row.getString("run_id"), row.getString("parent_run_id"),
                        row.getString("agent_name"), row.getString("status"), Times.instant(row, "started_at"),
                        Times.instant(row, "ended_at")));
            }
            boolean truncated = runs.size() > MOST_RUNS;
            return new NestedRuns(truncated ? runs.subList(0, MOST_RUNS) : runs, truncated);
        });
    }
}
