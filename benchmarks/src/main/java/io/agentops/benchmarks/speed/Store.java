package io.agentops.benchmarks.speed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** What of the load has arrived in the database. */
final class Store implements AutoCloseable {

    private static final long DRAIN_SECONDS = 600;

    private final Connection connection;

    Store(Connection connection) {
        this.connection = connection;
    }

    /** Waits until the writers have taken everything from a topic; the offsets move in the transactions that store the rows. */
    void awaitDrained(String topic, long records) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        while (stored(topic) < records) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(records - stored(topic) + " records of " + topic + " are not stored");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Does now what PostgreSQL would do later of the load before, beside the next. */
    void settle() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("VACUUM (ANALYZE)");
            statement.execute("CHECKPOINT");
        }
    }

    /** How many records of a topic the writers have stored. */
    long stored(String topic) throws SQLException {
        return value("SELECT coalesce(sum(next_offset), 0) FROM ledger_offset WHERE topic = ?", topic);
    }

    /** Steps and tool calls of the runs whose ids begin so. */
    long rowsOfRuns(String prefix) throws SQLException {
        return childrenOf(prefix, "step") + childrenOf(prefix, "tool_call");
    }

    private long childrenOf(String prefix, String table) throws SQLException {
        return value("SELECT count(*) FROM " + table + " WHERE project_id = 'default' AND run_id >= ? AND run_id < ?",
                prefix, prefix + "~");
    }

    /** Spans of the traces whose ids begin so, and the steps and calls that were read from them. */
    long rowsOfTraces(String prefix) throws SQLException {
        String runs = "SELECT unnest(run_ids) FROM trace_key WHERE project_id = 'default' AND trace_id >= ? AND trace_id < ?";
        long rows = value("SELECT count(*) FROM span WHERE project_id = 'default' AND trace_id >= ? AND trace_id < ?",
                prefix,
                prefix + "~");
        for (String table : new String[]{"step", "tool_call"}) {
            rows += value(
                    "SELECT count(*) FROM " + table + " WHERE project_id = 'default' AND run_id IN (" + runs + ")",
                    prefix, prefix + "~");
        }
        return rows;
    }

    long value(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
