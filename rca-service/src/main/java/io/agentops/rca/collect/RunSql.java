package io.agentops.rca.collect;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the reading of one run asks the database, so that what comes back is bounded whatever is stored. */
final class RunSql {

    /** The run itself. Parameters: project, run, the most characters of a text, the most bytes of JSON. */
    static final String RUN = """
            SELECT k.day, r.run_id, r.agent_name, r.agent_version, r.model, r.environment, r.status, r.started_at, r.ended_at,
                   r.error_type, r.trace_id, r.conversation_id, r.parent_run_id, r.tokens_prompt, r.tokens_completion,
                   r.total_cost_usd, left(p.error_message, $3) AS error_message,\s"""
            + json("correlation_ids", "$4") + ", "
            + json("tool_definitions", "$4") + ", " + json("metadata", "$4") + """
                    , failure_group_of(r.facets) AS failure_group
                      FROM run_key k
                      JOIN run r ON r.project_id = k.project_id AND r.day = k.day AND r.run_id = k.run_id
                      LEFT JOIN run_payload p ON p.project_id = k.project_id AND p.day = k.day AND p.run_id = k.run_id
                     WHERE k.project_id = $1 AND k.run_id = $2
                    """;

    private static final String OF_RUN = " WHERE project_id = $1 AND day = $2 AND run_id = $3 ";

    /** How many steps and calls a run has. Parameters: project, day, run. */
    static final String SIZE = "SELECT (SELECT count(*) FROM step" + OF_RUN + ") + (SELECT count(*) FROM tool_call"
            + OF_RUN
            + ") AS steps_and_calls";

    /**
     * Parameters of this and the following: project, day, run, characters of the head of a text and of its tail, the most rows, the bytes
     * from which on no row follows.
     */
    static final String STEPS = bounded(
            """
                    step_id, seq, name, status, started_at, ended_at, retries, latency_ms, parent_step_id, step_type, model, error_type
                    """,
            "", "step" + OF_RUN + "AND step_type IS DISTINCT FROM 'generic'", "started_at, seq, step_id", "",
            "input_summary", "output_summary", "error_message");

    /** The last parameter is the most bytes of the arguments of one call. */
    static final String CALLS = bounded(
            """
                    call_id, seq, step_id, tool_name, status, args_hash, error_class, status_code, retries, latency_ms, started_at, ended_at
                    """,
            ", " + json("args_json", "$8"), "tool_call" + OF_RUN, "started_at, step_id, seq, call_id",
            " + 4 * coalesce(octet_length(args_json), 0)", "result_summary", "error_message");

    static final String GUARDRAILS = bounded("event_id, type, step_id, call_id, created_at", "",
            "guardrail_event" + OF_RUN, "created_at, event_id", "", "message");

    static final String FAILURES = bounded("failure_id, failure_type, failure_code, step_id", "", "failure" + OF_RUN,
            "failure_id", "", "message");

    private RunSql() {}

    /** Rows in an order until their texts have so many bytes; {@code found} is how many there are, up to the most. */
    private static String bounded(String columns, String more, String from, String order, String moreBytes,
            String... texts) {
        var cut = Arrays.stream(texts).map(RunSql::cut).collect(Collectors.joining(", "));
        var bytes = Stream.of(texts).map(text -> "coalesce(octet_length(" + text + "), 0)")
                .collect(Collectors.joining(" + ")) + moreBytes;
        return "WITH cut AS MATERIALIZED (SELECT " + columns + ", " + cut + more + " FROM " + from + " ORDER BY "
                + order
                + " LIMIT $6), weighed AS (SELECT cut.*, " + bytes + " AS bytes FROM cut)"
                + " SELECT * FROM (SELECT weighed.*, count(*) OVER () AS found, sum(bytes) OVER (ORDER BY " + order
                + " ROWS UNBOUNDED PRECEDING) AS so_far FROM weighed) AS summed WHERE so_far - bytes <= $7 ORDER BY "
                + order;
    }

    private static String cut(String text) {
        return """
                CASE WHEN $5 = 0 OR length(%1$s) <= $4 + $5 THEN left(%1$s, $4 + $5)
                     ELSE left(%1$s, $4) || ' ... ' || right(%1$s, $5) END AS %1$s""".formatted(text);
    }

    /** A document unless it is too long, and whether it is. */
    private static String json(String column, String mostBytes) {
        return """
                CASE WHEN octet_length(%1$s::text) <= %2$s THEN %1$s::text END AS %1$s,
                octet_length(%1$s::text) > %2$s AS %1$s_too_long""".formatted(column, mostBytes);
    }
}
