package io.agentops.query.failures;

/**
 * Finds the failures of a run. A run that told none, as only some forms do, has those that can be read from its tool calls,
 * its steps or, where these went well, its own error type. Of what they said only a code remains, never a message.
 * Messages show that the privacy-first form could have: one line of at most 300 characters.
 */
public final class FailureRows {

    /** Whether a tool call {@code c} failed. */
    public static final String FAILED_CALL = """
            (c.status IN ('failure', 'failed', 'error', 'timeout') OR c.error_class IS NOT NULL OR c.status_code >= 400)
            """;

    /** The rest of a query from calls {@code c} of a run {@code r}. */
    private static final String FAILED_CALLS = """
             FROM tool_call c
            WHERE c.project_id = r.project_id AND c.day = r.day AND c.run_id = r.run_id AND\s""" + FAILED_CALL;

    /** The rest of a query from steps {@code s} of a run {@code r}; a tool's failure is its call's. */
    private static final String FAILED_STEPS = """
              FROM step s
             WHERE s.project_id = r.project_id AND s.day = r.day AND s.run_id = r.run_id
               AND s.step_type IN ('llm', 'embedding', 'retrieve', 'rerank')
               AND (s.status IN ('failure', 'failed', 'error', 'timeout') OR s.error_type IS NOT NULL)
            """;

    /** The rest of a query from what a run {@code r} told. */
    private static final String TOLD = """
              FROM failure f
             WHERE f.project_id = r.project_id AND f.day = r.day AND f.run_id = r.run_id
            """;

    /** {@code said} is an error's class, or a text in the place of one, which must not show. */
    private static final String SIGNS = """
            SELECT 'tool:' || c.call_id AS failure_id, 'tool' AS failure_type, c.error_class AS said, c.status AS ending,
                   c.status_code, c.step_id
            """
            + FAILED_CALLS
            + """
                    UNION ALL
                    SELECT 'step:' || s.step_id, CASE WHEN s.step_type IN ('llm', 'embedding') THEN 'model' ELSE 'retrieval' END,
                           s.error_type, s.status, NULL, s.step_id
                    """
            + FAILED_STEPS + """
                    UNION ALL
                    SELECT 'run', 'orchestration', r.error_type, NULL, NULL, NULL
                     WHERE r.error_type IS NOT NULL
                       AND NOT EXISTS (SELECT
                    """ + FAILED_CALLS + """
                       )
                       AND NOT EXISTS (SELECT
                    """ + FAILED_STEPS + """
                       )
                    """;

    /** A status, known words, or the class itself without its package, as {@code snake_case}. */
    private static final String CODE = """
            CASE
              WHEN http.code IN (401, 403) THEN 'permission_denied'
              WHEN http.code = 404 THEN 'not_found'
              WHEN http.code IN (408, 504) OR sign.ending = 'timeout' OR sign.said ~* 'timed?[ _-]?out' THEN 'timeout'
              WHEN http.code = 429 OR sign.said ~* 'rate[ _-]?limit|too[ _-]?many[ _-]?requests' THEN 'rate_limited'
              ELSE coalesce(
                lower(regexp_replace(regexp_replace(
                    translate(substring(sign.said FROM '^(?:[A-Za-z_][A-Za-z0-9_]*[.:$/]+)*([A-Za-z][A-Za-z0-9_-]{0,63})$'),
                              '-', '_'),
                    '([A-Z]+)([A-Z][a-z])', '\\1_\\2', 'g'), '([a-z0-9])([A-Z])', '\\1_\\2', 'g')),
                sign.failure_type || '_error')
            END
            """;

    /** The failures of a run {@code r}, as rows of a subquery: {@code failure_id} is unique within the run. */
    public static final String OF_RUN = """
            SELECT f.failure_id, f.failure_type, f.failure_code,
                   CASE WHEN length(f.message) <= 300 AND f.message !~ '[[:cntrl:]]' THEN f.message END AS message,
                   f.step_id
            """ + TOLD + """
            UNION ALL
            SELECT sign.failure_id, sign.failure_type,
            """ + CODE + """
                   , NULL, sign.step_id
              FROM (
            """ + SIGNS + """
                   ) AS sign
             CROSS JOIN LATERAL (
                SELECT coalesce(sign.status_code,
                                CASE WHEN sign.said ~ '^[1-5][0-9][0-9]$' THEN sign.said::integer END) AS code) AS http
             WHERE NOT EXISTS (SELECT
            """ + TOLD + """
                   )
            """;

    private FailureRows() {}
}
