package io.agentops.rca;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Properties;
import java.util.UUID;

import org.postgresql.Driver;

import io.agentops.localstack.testing.SharedStack;

/** The database as other services see it: what they would have stored before an analysis. */
public final class Database {

    public static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private Database() {}

    /** What a row of rca_run says. */
    public record Row(
            String status,
            int attempt,
            String owner,
            Instant leaseUntil,
            Instant startedAt,
            Instant finishedAt,
            String failure,
            String report,
            String category) {}

    public static Connection connect() throws SQLException {
        var settings = SharedStack.settings();
        var login = new Properties();
        login.setProperty("user", settings.get("quarkus.datasource.username"));
        login.setProperty("password", settings.get("quarkus.datasource.password"));
        login.setProperty("loginTimeout", "10");
        // DriverManager knows only what the class loader of the first test sees; a test profile brings another.
        return new Driver().connect(settings.get("quarkus.datasource.jdbc.url"), login);
    }

    /** Runs one statement; the answer is how many rows it changed, -1 where it changes none. */
    public static int execute(String sql, Object... values) {
        try (var connection = connect(); var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i] instanceof Instant time ? Timestamp.from(time) : values[i]);
            }
            statement.execute();
            return statement.getUpdateCount();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A failed run of one step that called a tool once, which answered 429; the answer is its id. */
    public static String rateLimitedRun(String project) {
        var run = "run-" + UUID.randomUUID();
        bareRun(project, run, "failure", "{}");
        execute("""
                INSERT INTO step (project_id, day, run_id, step_id, seq, name, status, started_at, ended_at, retries,
                                  latency_ms)
                VALUES (?, '2026-11-20', ?, 's1', 1, 'search flights', 'failed', ?, ?, 0, 900)
                """, project, run, START.plusSeconds(1), START.plusSeconds(2));
        execute("""
                INSERT INTO tool_call (project_id, day, run_id, call_id, seq, step_id, tool_name, status, error_class,
                                       status_code, retries, error_message, args_json)
                VALUES (?, '2026-11-20', ?, 'c1', 1, 's1', 'flight_search', 'error', 'RateLimitError', 429, 0,
                        'Too many requests', '{"to": "LIS"}')
                """, project, run);
        return run;
    }

    /** A run that no reader can make sense of. */
    public static String poisonousRun(String project) {
        var run = "run-" + UUID.randomUUID();
        bareRun(project, run, "failure", "[]");
        return run;
    }

    private static void bareRun(String project, String run, String status, String metadata) {
        execute("INSERT INTO run_key (project_id, run_id, day) VALUES (?, ?, '2026-11-20')", project, run);
        execute("""
                INSERT INTO run (project_id, day, run_id, agent_name, status, started_at, ended_at, error_type)
                VALUES (?, '2026-11-20', ?, 'travel-agent', ?, ?, ?, 'ToolError')
                """, project, run, status, START, START.plusSeconds(3));
        execute("""
                INSERT INTO run_payload (project_id, day, run_id, error_message, metadata)
                VALUES (?, '2026-11-20', ?, 'The tool failed', CAST(? AS jsonb))
                """, project, run, metadata);
    }

    /** A queued analysis asked for just now, which the sweep leaves alone. */
    public static UUID queued(String project, String run) {
        return insert(project, run, "queued", 0, null, null, "now()");
    }

    /** A queued analysis that no wake-up came for. */
    public static UUID forgotten(String project, String run) {
        return insert(project, run, "queued", 0, null, null, "now() - interval '1 hour'");
    }

    /** An analysis whose process died during the given attempt. */
    public static UUID abandoned(String project, String run, int attempt) {
        return insert(project, run, "running", attempt, "dead-process", "now() - interval '1 second'",
                "now() - interval '1 minute'");
    }

    private static UUID insert(String project, String run, String status, int attempt, String owner, String lease,
            String created) {
        var id = UUID.randomUUID();
        execute("INSERT INTO rca_run (project_id, rca_run_id, run_id, content_hash, status, attempt, lease_owner, lease_until,"
                + " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, " + lease + ", " + created + ")",
                project, id, run, id.toString(), status, attempt, owner);
        return id;
    }

    public static Row row(String project, UUID rcaRun) {
        try (var connection = connect(); var query = connection.prepareStatement("""
                SELECT status, attempt, lease_owner, lease_until, started_at, finished_at, failure, report::text,
                       report->>'category'
                  FROM rca_run WHERE project_id = ? AND rca_run_id = ?
                """)) {
            query.setString(1, project);
            query.setObject(2, rcaRun);
            try (var row = query.executeQuery()) {
                row.next();
                return new Row(row.getString(1), row.getInt(2), row.getString(3), instant(row.getTimestamp(4)),
                        instant(row.getTimestamp(5)), instant(row.getTimestamp(6)), row.getString(7), row.getString(8),
                        row.getString(9));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
