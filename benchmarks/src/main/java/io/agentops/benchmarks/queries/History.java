package io.agentops.benchmarks.queries;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Runs of a fleet over the last 30 days, to this moment, written past the platform: 20 agents in versions that change weekly, in two
 * environments, ten steps and five tool calls each, twelve tools of which some are rare, every thirteenth run failed.
 */
final class History {

    static final int DAYS = 30;
    static final String PREFIX = "hist-";

    /** Each takes when 24 hours begin, the first number and the one after the last. Numbers stand for everything about a run. */
    private static final String NUMBERS = """
            FROM (SELECT n, at, (at AT TIME ZONE 'UTC')::date AS day, n % 13 = 0 AS fails
                    FROM (SELECT n, begin + make_interval(secs => (hashint8(n)::bigint & 65535) * 86400 / 65536) AS at
                            FROM (SELECT ?::timestamptz AS begin) AS b, generate_series(?::bigint, ?::bigint - 1) AS n) AS placed) AS r""";
    private static final List<String> INSERTS = List.of("""
            INSERT INTO run_key (project_id, run_id, day, first_stored_at)
            SELECT 'default', 'hist-' || n, day, at
              NUMBERS""",
            """
                    INSERT INTO run (project_id, day, run_id, agent_name, agent_version, model, environment, status, started_at, ended_at, error_type,
                                     conversation_id, tokens_prompt, tokens_completion, total_cost_usd, facets)
                    SELECT 'default', day, 'hist-' || n, 'agent-' || n % 20, '1.' || (day - DATE '2000-01-03') / 7, 'model-' || n / 20 % 3,
                           CASE WHEN n / 20 % 10 < 8 THEN 'prod' ELSE 'staging' END, CASE WHEN fails THEN 'failure' ELSE 'success' END, at,
                           at + make_interval(secs => 1 + (hashint8(n + 7)::bigint & 31)), CASE WHEN fails THEN 'ToolError' END, 'conv-' || n / 4, 900,
                           80, 0.0123, ARRAY['model:model-' || n / 20 % 3, 'tool:tool-0', 'tool:tool-' || 1 + n / 20 % 5]
                      NUMBERS""",
            """
                    INSERT INTO run_payload (project_id, day, run_id, error_message)
                    SELECT 'default', day, 'hist-' || n, CASE WHEN fails THEN 'request ' || n || CASE n % 5 WHEN 0 THEN ' timed out after 30 s'
                             WHEN 1 THEN ' was refused: quota exceeded' ELSE ' failed: upstream said no' END END
                      NUMBERS""",
            """
                            INSERT INTO step (project_id, day, run_id, step_id, seq, name, step_type, status, started_at, ended_at, retries, latency_ms,
                                              input_summary, output_summary)
                            SELECT 'default', day, 'hist-' || n, 's' || s, s, 'step ' || s, CASE WHEN s % 2 = 0 THEN 'llm' ELSE 'plan' END, 'success',
                                   at + make_interval(secs => s), at + make_interval(secs => s + 1), 0, 20 + (hashint8(n * 10 + s)::bigint & 2047),
                                   'Find the open orders of the customer and what is late of them',
                                   'Two orders are late by three days; the carrier was asked for a new date'
                            NUMBERS, generate_series(0, 9) AS s
                    """,
            """
                            INSERT INTO tool_call (project_id, day, run_id, call_id, seq, step_id, tool_name, status, error_class, status_code, latency_ms,
                                                   args_json, result_summary)
                            SELECT 'default', day, 'hist-' || n, 'c' || c, 0, 's' || 2 * c + 1,
                                   CASE WHEN c = 0 AND fails AND n % 1000 = 0 THEN 'tool-11' WHEN c < 3 THEN 'tool-0' ELSE 'tool-' || 1 + n / 20 % 5 END,
                                   CASE WHEN c = 0 AND fails THEN 'failure' ELSE 'success' END, CASE WHEN c = 0 AND fails THEN 'ToolTimeout' END,
                                   CASE WHEN c = 0 AND fails THEN 504 ELSE 200 END, 10 + (hashint8(n * 10 + c)::bigint & 511),
                                   '{"customer": "C-4000", "state": "late", "limit": 20}', 'two orders, both at the carrier'
                            NUMBERS, generate_series(0, 4) AS c
                    """);

    /** The labels and texts of failed runs, the figures of all, as the writer makes them; each takes a day. */
    private static final List<String> DIGESTS = List.of(
            """
                    SELECT refresh_run_digests(array_agg(project_id), array_agg(day), array_agg(run_id))
                      FROM run WHERE project_id = 'default' AND day = ?::date AND status = 'failure' AND run_id LIKE 'hist-%'""",
            """
                    SELECT describe_failure_groups(array_agg(project_id), array_agg(day), array_agg(run_id))
                      FROM run WHERE project_id = 'default' AND day = ?::date AND status = 'failure' AND run_id LIKE 'hist-%'""",
            """
                    SELECT add_run_stats(projects, days, ids, 1)
                      FROM (SELECT array_agg(project_id) AS projects, array_agg(day) AS days, array_agg(run_id) AS ids
                              FROM run WHERE project_id = 'default' AND day = ?::date AND run_id LIKE 'hist-%'
                             GROUP BY hashtext(run_id) & 31) AS batches""",
            """
                    SELECT count(fold_run_stats('default', h.hour))
                      FROM (SELECT pg_advisory_xact_lock(hashtext('fold_run_stats')) IS NOT NULL AS alone OFFSET 0) AS l
                     CROSS JOIN LATERAL (SELECT DISTINCT hour FROM run_stat
                                          WHERE l.alone AND project_id = 'default' AND hour >= ?::date AND NOT folded
                                            AND hour < now() - interval '1 hour') AS h""");

    private History() {}

    /** Adds as many runs, and lets PostgreSQL settle. */
    static void add(Connection connection, long runs) throws SQLException {
        long perDay = runs / DAYS;
        Instant now = Instant.now().minusSeconds(60);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = 0; SET synchronous_commit = off; SET timezone = 'UTC'");
            for (int day = 0; day <= DAYS; day++) {
                statement.execute("CALL create_day_partitions('"
                        + LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(day) + "')");
            }
            for (int day = 0; day < DAYS; day++) {
                for (String insert : INSERTS) {
                    String sql = insert.replace("NUMBERS", NUMBERS);
                    execute(connection, sql, now.minus(day + 1L, ChronoUnit.DAYS).toString(), day * perDay,
                            (day + 1) * perDay);
                }
            }
            for (int day = 0; day <= DAYS; day++) {
                for (String digest : DIGESTS) {
                    execute(connection, digest, LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(day).toString());
                }
            }
            statement.execute("VACUUM (ANALYZE)");
            statement.execute("CHECKPOINT");
        }
    }

    private static void execute(Connection connection, String sql, String from, long... numbers) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, from);
            for (int i = 0; i < numbers.length; i++) {
                statement.setLong(i + 2, numbers[i]);
            }
            statement.execute();
        }
    }
}
