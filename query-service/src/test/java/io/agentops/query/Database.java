package io.agentops.query;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.config.ConfigProvider;

import io.agentops.contract.Topics;

/** Writes what the other services would have written. */
public final class Database {

    private Database() {}

    /** Runs a statement; an {@code Instant} becomes a timestamp. */
    public static void execute(String sql, Object... parameters) {
        String url = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
        try (Connection connection = DriverManager.getConnection(url, "agentops", "agentops");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                Object value = parameters[i];
                statement.setObject(i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a query finds. */
    public static <T> List<T> rows(String sql, RowReader<T> reader) {
        String url = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
        try (Connection connection = DriverManager.getConnection(url, "agentops", "agentops");
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet found = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(reader.read(found));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the row at which a result stands. */
    public interface RowReader<T> {

        T read(ResultSet row) throws SQLException;
    }

    /** Sums up all stored runs, as is done whenever one is written. */
    public static void digest() {
        execute("SELECT refresh_run_digests(array_agg(project_id), array_agg(day), array_agg(run_id)) FROM run");
    }

    public static void empty() {
        execute("TRUNCATE run_key, run, run_payload, step, tool_call, guardrail_event, failure, evaluation, run_error, failure_group, run_stat, run_stat_sum, trace_key, span, rca_run");
    }

    /** Makes of all runs what the writer makes of each. */
    public static void settle() {
        execute("TRUNCATE run_stat, run_stat_sum");
        execute("SELECT refresh_run_digests(array_agg(project_id), array_agg(day), array_agg(run_id)), "
                + "add_run_stats(array_agg(project_id), array_agg(day), array_agg(run_id), 1) FROM run");
        execute("SELECT describe_failure_groups(array_agg(project_id), array_agg(day), array_agg(run_id)) FROM run");
    }

    /** A run of which only the least is known. */
    public static Run run(String runId, Instant startedAt, String status) {
        return new Run(Topics.DEFAULT_PROJECT, runId, LocalDate.ofInstant(startedAt, ZoneOffset.UTC)).insert(startedAt,
                status);
    }

    /** A run of another project. */
    public static Run foreignRun(String runId, Instant startedAt, String status) {
        return new Run("other", runId, LocalDate.ofInstant(startedAt, ZoneOffset.UTC)).insert(startedAt, status);
    }

    /** A stored run, to which children are added. */
    public record Run(
            String projectId,
            String runId,
            LocalDate day) {

        private Run insert(Instant startedAt, String status) {
            execute("INSERT INTO run_key (project_id, run_id, day) VALUES (?, ?, ?)", projectId, runId, day);
            execute("INSERT INTO run (project_id, day, run_id, agent_name, status, started_at) VALUES (?, ?, ?, 'agent', ?, ?)",
                    projectId, day, runId, status, startedAt);
            return this;
        }

        public Run lastReported(Instant time) {
            execute("UPDATE run_key SET last_reported_at = ? WHERE project_id = ? AND run_id = ?", time, projectId,
                    runId);
            return this;
        }

        public Run failure(String failureId, String type, String code, String message, String stepId) {
            execute("INSERT INTO failure (project_id, day, run_id, failure_id, failure_type, failure_code, message, step_id)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    projectId, day, runId, failureId, type, code, message, stepId);
            return this;
        }

        /** A step of which all that is known is what kind it is and how it ended. */
        public Run stepEnding(String stepId, String type, String status, String errorType) {
            execute("INSERT INTO step (project_id, day, run_id, step_id, name, step_type, status, error_type)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    projectId, day, runId, stepId, "name of " + stepId, type, status, errorType);
            return this;
        }

        public Run step(String stepId, Integer seq, Instant startedAt, Instant endedAt, Double latencyMs) {
            execute("INSERT INTO step (project_id, day, run_id, step_id, seq, name, started_at, ended_at, latency_ms)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz, ?)",
                    projectId, day, runId, stepId, seq, "name of " + stepId, startedAt, endedAt, latencyMs);
            return this;
        }

        public Run call(String callId, Integer seq, String stepId, String tool) {
            execute("INSERT INTO tool_call (project_id, day, run_id, call_id, seq, step_id, tool_name, status)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, 'success')",
                    projectId, day, runId, callId, seq, stepId, tool);
            return this;
        }

        public Run callEnding(String callId, String tool, String status, String errorClass, Integer statusCode) {
            execute("INSERT INTO tool_call (project_id, day, run_id, call_id, tool_name, status, error_class, status_code)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    projectId, day, runId, callId, tool, status, errorClass, statusCode);
            return this;
        }

        public Run guardrail(String eventId, String stepId, String callId, Instant createdAt) {
            execute("INSERT INTO guardrail_event (project_id, day, run_id, event_id, type, message, step_id, call_id, created_at)"
                    + " VALUES (?, ?, ?, ?, 'pii', 'masked', ?, ?, ?::timestamptz)",
                    projectId, day, runId, eventId, stepId, callId, createdAt);
            return this;
        }
    }
}
