package io.agentops.query.failures;

/**
 * Finds the failures of a run, see the view {@code run_failure}. Messages show that the privacy-first form could have: one line of
 * at most 300 characters.
 */
public final class FailureRows {

    /** Whether a tool call {@code c} failed. */
    public static final String FAILED_CALL = "is_failed(c.status, c.error_class, c.status_code)";

    private static final String OF_RUN = """
            SELECT f.failure_id, f.failure_type, f.failure_code,
                   CASE WHEN length(f.message) <= 300 AND f.message !~ '[[:cntrl:]]' THEN f.message END AS message,
                   f.step_id
              FROM run_failure f
             WHERE f.project_id = %s AND f.day = %s AND f.run_id = %s
            """;

    private FailureRows() {}

    /** The failures of a run, by its key, as rows of a subquery: {@code failure_id} is unique within the run. */
    public static String ofRun(String projectId, String day, String runId) {
        return OF_RUN.formatted(projectId, day, runId);
    }
}
