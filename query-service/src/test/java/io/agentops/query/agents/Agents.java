package io.agentops.query.agents;

import java.time.Instant;

import io.agentops.query.Database;

/** Agents as the writer stores them. */
final class Agents {

    static final Instant HEARD = Instant.parse("2026-03-01T10:00:00Z");

    private Agents() {}

    static void empty() {
        Database.execute("TRUNCATE agent, agent_event, agent_sample, agent_fault, agent_recovery");
    }

    static void add(String id, String status) {
        add("default", id, "agent", "dev", status);
    }

    static void add(String project, String id, String name, String environment, String status) {
        Database.execute(
                """
                        INSERT INTO agent (project_id, agent_id, agent_name, environment, status, status_since, latency_ms, error_rate, sidecar_id,
                                           sequence, restarts, heard_at, first_heard_at, told, heartbeat)
                        VALUES (?, ?, ?, ?, ?, ?, 12.5, 0.25, 's1', 7, 1, ?, ?, '', '{"agent_id": "x", "sequence": 7}')""",
                project, id, name,
                environment, status, HEARD.minusSeconds(60), HEARD, HEARD.minusSeconds(3600));
    }

    /** As a heartbeat does that says more than figures. */
    static void change(String id, String status) {
        Database.execute("UPDATE agent SET status = ?, changed_in = pg_current_xact_id() WHERE agent_id = ?", status,
                id);
    }
}
