package io.agentops.query.page;

import java.time.LocalDate;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Tells the day of a run. A statement that is told the day is planned for that day's partitions; one that finds it itself is planned
 * for those of all days, which takes longer than to execute it.
 */
@ApplicationScoped
public class RunDays {

    private static final String DAY = "SELECT day FROM run_key WHERE project_id = $1 AND run_id = $2";

    private final Reads reads;

    RunDays(Reads reads) {
        this.reads = reads;
    }

    /** Fails with a 404 for a run that is not stored. */
    public Uni<LocalDate> of(String projectId, String runId) {
        return reads.rows(DAY, Tuple.of(projectId, runId)).map(rows -> {
            if (rows.size() == 0) {
                throw ProblemException.notFound("No run is known by this id.");
            }
            return rows.iterator().next().getLocalDate("day");
        });
    }
}
