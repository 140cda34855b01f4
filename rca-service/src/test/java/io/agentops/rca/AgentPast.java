package io.agentops.rca;

import java.time.Duration;
import java.time.Instant;

/** Runs of one agent as ingest-service stores them: with their facets, groups and figures. */
public final class AgentPast {

    private final String project;
    private int batches;

    public AgentPast(String project) {
        this.project = project;
    }

    /** Runs that went well, each with one call of {@code search} that worked. */
    public void succeeded(String version, String environment, Instant first, Duration every, int runs) {
        store(version, environment, "success", null, first, every, runs);
    }

    /** Runs that failed for this reason, though their calls worked; the answer is the id of the last one. */
    public String failed(String version, String environment, String reason, Instant first, Duration every, int runs) {
        return store(version, environment, "failure", reason, first, every, runs);
    }

    /** Runs that still go on. */
    public void unfinished(String version, String environment, Instant first, int runs) {
        store(version, environment, "running", null, first, Duration.ofSeconds(1), runs);
    }

    /** What somebody decided about all groups of the project. */
    public void decide(String state, Instant at, String inVersion, Instant mutedUntil) {
        Database.execute(
                """
                        UPDATE failure_group SET state = ?, changed_at = ?, resolved_at = CASE WHEN ? = 'resolved' THEN ?::timestamptz END,
                               resolved_in_version = ?, muted_until = ?::timestamptz, earlier_versions = '{2.4.0}'
                         WHERE project_id = ?
                        """,
                state, at, state, at, inVersion, mutedUntil, project);
    }

    /** Sums up the figures of an hour, as is done once they are many. */
    public void fold(Instant hour) {
        Database.execute("SELECT fold_run_stats(?, ?::timestamptz)", project, hour);
    }

    private String store(String version, String environment, String status, String reason, Instant first,
            Duration every,
            int runs) {
        var prefix = "b" + ++batches + "-";
        Database.execute(
                """
                        INSERT INTO run (project_id, day, run_id, agent_name, agent_version, environment, status, started_at, ended_at, error_type)
                        SELECT ?, (started AT TIME ZONE 'UTC')::date, ? || i, 'agent', ?, ?, ?, started,
                               CASE WHEN ? <> 'running' THEN started + interval '1 second' END, ?
                          FROM generate_series(1, ?) AS i
                         CROSS JOIN LATERAL (SELECT ?::timestamptz + (i - 1) * make_interval(secs => ?) AS started) AS at
                        """,
                project, prefix, version, environment, status, status, reason, runs, first, (double) every.toSeconds());
        Database.execute("""
                INSERT INTO run_key (project_id, run_id, day)
                SELECT project_id, run_id, day FROM run WHERE project_id = ? AND starts_with(run_id, ?)
                """, project, prefix);
        Database.execute(
                """
                        INSERT INTO tool_call (project_id, day, run_id, call_id, seq, tool_name, status_code)
                        SELECT project_id, day, run_id, 'c', 1, 'search', 200 FROM run WHERE project_id = ? AND starts_with(run_id, ?)
                        """,
                project, prefix);
        digest(prefix);
        return prefix + runs;
    }

    private void digest(String prefix) {
        for (var step : new String[]{"refresh_run_digests(p, d, r)", "describe_failure_groups(p, d, r)",
                "add_run_stats(p, d, r, 1)"}) {
            Database.execute("SELECT " + step
                    + " FROM (SELECT array_agg(project_id) AS p, array_agg(day) AS d, array_agg(run_id) AS r FROM run"
                    + " WHERE project_id = ? AND starts_with(run_id, ?)) AS stored", project, prefix);
        }
    }
}
