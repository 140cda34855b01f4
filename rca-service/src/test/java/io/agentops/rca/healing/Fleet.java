package io.agentops.rca.healing;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.agentops.rca.Database;

/** Agents of a project as ingestion stores them, with sidecars that do as they are told: once for an id. */
final class Fleet {

    /** By their ids, as whoever changes several agents locks them. */
    private static final String ALL = """
            WHERE (project_id, agent_id) IN (SELECT project_id, agent_id FROM agent WHERE project_id = ?
                                              ORDER BY agent_id COLLATE "C" FOR UPDATE)""";

    final String project;
    private final Map<UUID, String> done = new HashMap<>();

    Fleet() {
        this("fleet");
    }

    /** @param prefix what the project's name begins with */
    Fleet(String prefix) {
        project = prefix + "-" + UUID.randomUUID();
    }

    /** An agent of the status, whose sidecar runs its process. */
    Fleet agent(String id, String status) {
        Database.execute(
                """
                        INSERT INTO agent (project_id, agent_id, agent_name, status, status_since, reason, error_rate, sidecar_id, sequence,
                                           restarts, heard_at, told, heartbeat)
                        VALUES (?, ?, ?, ?, now(), '3 probes failed in a row', 0, 's', 1, 0, now(), '', '{"process": {"restarts": 0}}')
                        """,
                project, id, id, status);
        return this;
    }

    Fleet automatic(String id) {
        Database.execute("INSERT INTO agent_healing (project_id, agent_id, policy) VALUES (?, ?, 'automatic')", project,
                id);
        return this;
    }

    void turn(String id, String status) {
        Database.execute(
                "UPDATE agent SET status = ?, status_since = clock_timestamp(), heard_at = clock_timestamp(), silent = false "
                        + "WHERE project_id = ? AND agent_id = ? AND status <> ?",
                status, project, id, status);
    }

    /** A recovery that somebody asked for. */
    UUID asked(String id) {
        UUID recovery = UUID.randomUUID();
        Database.execute("""
                INSERT INTO agent_recovery (project_id, recovery_id, agent_id, trigger, reason, evidence)
                VALUES (?, ?, ?, 'manual', 'asked', '{}')""", project, recovery, id);
        return recovery;
    }

    /** Lets sidecars do what they are told, after which the agents are of the status. */
    void obey(String status) {
        for (var told : rows("""
                SELECT agent_id, recovery_id::text, fencing::text FROM agent_recovery
                 WHERE project_id = ? AND state = 'acting' AND control_plane = 'sidecar' AND deadline > now()""")) {
            UUID recovery = UUID.fromString(told.get(1));
            if (done.putIfAbsent(recovery, told.get(0)) == null) {
                Database.execute(
                        """
                                UPDATE agent SET status = ?, status_since = clock_timestamp(), heard_at = clock_timestamp(), restarts = restarts + 1,
                                       heartbeat = jsonb_build_object('process', jsonb_build_object('restarts', restarts + 1, 'pid', 1),
                                           'recoveries', jsonb_build_array(jsonb_build_object('recovery_id', ?::text, 'outcome', 'succeeded')))
                                 WHERE project_id = ? AND agent_id = ?""",
                        status, recovery.toString(), project, told.get(0));
            } else {
                beat();
            }
        }
    }

    /** All are heard of. */
    void beat() {
        Database.execute("UPDATE agent SET heard_at = clock_timestamp() " + ALL, project);
    }

    /** Their heartbeats wait to be stored, for so long by now. */
    void unheardFor(String interval) {
        Database.execute("UPDATE agent SET heard_at = now() - ?::interval " + ALL, interval, project);
    }

    void turnAll(String status) {
        Database.execute("UPDATE agent SET status = ?, status_since = now() " + ALL, status, project);
    }

    long restarts(String id) {
        return done.values().stream().filter(id::equals).count();
    }

    long restarts() {
        return done.size();
    }

    String one(String sql, Object... more) {
        List<Object> values = new ArrayList<>(List.of(more));
        values.add(0, project);
        return rows(sql, values.toArray()).get(0).get(0);
    }

    private List<List<String>> rows(String sql) {
        return rows(sql, project);
    }

    private static List<List<String>> rows(String sql, Object... values) {
        try (var connection = Database.connect(); var query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(i + 1, values[i]);
            }
            List<List<String>> found = new ArrayList<>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        row.add(rows.getString(i));
                    }
                    found.add(row);
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The state and the outcome of the newest recovery; empty without any. */
    String newest(String id) {
        return one("""
                SELECT coalesce((array_agg(concat_ws(': ', state, outcome) ORDER BY created_at DESC))[1], '')
                  FROM agent_recovery WHERE project_id = ? AND agent_id = ?""", id);
    }

    long count(String id) {
        return Long.parseLong(one("SELECT count(*) FROM agent_recovery WHERE project_id = ? AND agent_id = ?", id));
    }

    /** What people were told, in order. */
    String told() {
        return one(
                "SELECT coalesce(string_agg(kind, ' ' ORDER BY at, event_id), '') FROM healing_event WHERE project_id = ?");
    }
}
