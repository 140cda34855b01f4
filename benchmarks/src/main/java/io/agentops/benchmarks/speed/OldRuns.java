package io.agentops.benchmarks.speed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What a platform holds that has run for a while: runs like those of the load, over the days that are kept. */
final class OldRuns {

    private static final int DAYS = 30;

    /** Each statement takes the day, the first number and the one after the last. */
    private static final String[] INSERTS = {
            """
                    INSERT INTO run_key (project_id, run_id, day, first_stored_at)
                    SELECT 'default', 'old-' || lpad(n::text, 20, '0'), ?::date, ?::date FROM generate_series(?::bigint, ?::bigint - 1) AS n""",
            """
                    INSERT INTO run (project_id, day, run_id, agent_name, agent_version, model, environment, status, started_at, ended_at)
                    SELECT 'default', ?::date, 'old-' || lpad(n::text, 20, '0'), 'order-agent', '2.4.' || mod(n, 7), 'gpt-4o', 'prod', 'success',
                           ?::date + make_interval(secs => mod(n, 86400)), ?::date + make_interval(secs => mod(n, 86400) + 10)
                      FROM generate_series(?::bigint, ?::bigint - 1) AS n""",
            """
                    INSERT INTO run_payload (project_id, day, run_id, metadata)
                    SELECT 'default', ?::date, 'old-' || lpad(n::text, 20, '0'), '{"region": "eu-north", "tenant_tier": "gold"}'
                      FROM generate_series(?::bigint, ?::bigint - 1) AS n""",
            """
                    INSERT INTO step (project_id, day, run_id, step_id, seq, name, status, started_at, ended_at, retries, latency_ms,
                                      input_summary, output_summary)
                    SELECT 'default', ?::date, 'old-' || lpad(n::text, 20, '0'), 's' || s, s, 'plan the next step', 'success',
                           ?::date + make_interval(secs => mod(n, 86400)), ?::date + make_interval(secs => mod(n, 86400) + s), 0, 800 + s,
                           'Find the open orders of the customer and what is late of them',
                           'Two orders are late by three days; the carrier was asked for a new date'
                      FROM generate_series(?::bigint, ?::bigint - 1) AS n, generate_series(0, %d) AS s"""
                    .formatted(Messages.STEPS - 1),
            """
                    INSERT INTO tool_call (project_id, day, run_id, call_id, seq, step_id, tool_name, status, status_code, latency_ms, args_json,
                                           result_summary)
                    SELECT 'default', ?::date, 'old-' || lpad(n::text, 20, '0'), 'c' || c, 0, 's' || 2 * c + 1, 'search_orders', 'success', 200, 120,
                           '{"customer": "C-4000", "state": "late", "limit": 20}', 'two orders, both at the carrier'
                      FROM generate_series(?::bigint, ?::bigint - 1) AS n, generate_series(0, %d) AS c"""
                    .formatted(Messages.CALLS - 1)};

    private OldRuns() {}

    /** Adds runs with so many steps in all, and lets PostgreSQL settle. */
    static void add(Connection connection, long steps) throws SQLException {
        long perDay = steps / Messages.STEPS / DAYS;
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (int day = 1; day <= DAYS; day++) {
            LocalDate date = today.minusDays(day);
            try (Statement call = connection.createStatement()) {
                call.execute("CALL create_day_partitions('" + date + "')");
            }
            for (String insert : INSERTS) {
                insert(connection, insert, date, day * perDay, (day + 1) * perDay);
            }
        }
        try (Statement settle = connection.createStatement()) {
            settle.execute("VACUUM ANALYZE");
            settle.execute("CHECKPOINT");
        }
    }

    private static void insert(Connection connection, String sql, LocalDate day, long from, long end)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int days = statement.getParameterMetaData().getParameterCount() - 2;
            for (int i = 1; i <= days; i++) {
                statement.setString(i, day.toString());
            }
            statement.setLong(days + 1, from);
            statement.setLong(days + 2, end);
            statement.executeUpdate();
        }
    }
}
