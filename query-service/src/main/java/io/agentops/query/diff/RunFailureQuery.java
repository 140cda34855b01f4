package io.agentops.query.diff;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.query.anatomy.RunFacts;
import io.agentops.query.failures.FailureRows;
import io.agentops.query.page.Reads;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads all failures of a run, without their messages. */
@ApplicationScoped
class RunFailureQuery {

    static final int MOST_FAILURES = 20_000;

    private static final String OF_RUN = """
            SELECT f.failure_id, f.failure_code, f.step_id
              FROM (
            """ + FailureRows.ofRun("$1", "$2", "$3") + """
                   ) AS f
             ORDER BY f.failure_id COLLATE "C"
             LIMIT $4
            """;

    private final Reads reads;

    RunFailureQuery(Reads reads) {
        this.reads = reads;
    }

    Uni<RunFailures> of(String projectId, RunFacts run) {
        return reads.rows(OF_RUN, Tuple.of(projectId, run.day(), run.runId(), MOST_FAILURES + 1L)).map(rows -> {
            List<RunFailures.Failure> failures = new ArrayList<>();
            for (Row row : rows) {
                failures.add(new RunFailures.Failure(row.getString("failure_id"), row.getString("failure_code"),
                        row.getString("step_id")));
            }
            boolean truncated = failures.size() > MOST_FAILURES;
            return new RunFailures(truncated ? failures.subList(0, MOST_FAILURES) : failures, truncated);
        });
    }
}
