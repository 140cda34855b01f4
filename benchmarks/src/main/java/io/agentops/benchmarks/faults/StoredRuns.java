package io.agentops.benchmarks.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What PostgreSQL holds, read past the platform. */
final class StoredRuns {

    private static final List<String> TABLES = List.of("run", "run_payload", "step", "tool_call", "guardrail_event",
            "failure", "evaluation");
    /** Columns that nobody sent. */
    private static final List<String> OF_THE_RUN = List.of("project_id", "day", "run_id", "facets");
    private static final String SPANS = """
            SELECT r.run_id, to_jsonb(s) - 'trace_id' - 'resource' - 'scope' - 'bytes' - 'events' AS row
              FROM run r JOIN span s ON s.project_id = r.project_id AND s.trace_id = r.trace_id
             WHERE r.project_id = 'default' AND r.from_spans AND r.run_id = ANY (?)""";

    private static final String DIGESTS = """
            CREATE TEMP TABLE digest ON COMMIT DROP AS
            SELECT project_id, day, run_id, r.facets, e.text FROM run r LEFT JOIN run_error e USING (project_id, day, run_id);
            SELECT refresh_run_digests(array_agg(project_id), array_agg(day), array_agg(run_id)) FROM run GROUP BY project_id, day""";
    private static final String OTHER_DIGESTS = """
            SELECT run_id FROM digest d JOIN run r USING (project_id, day, run_id) LEFT JOIN run_error e USING (project_id, day, run_id)
             WHERE (d.facets, d.text) IS DISTINCT FROM (r.facets, e.text)""";

    private final Connection connection;
    private final Differences differences;

    StoredRuns(Connection connection, Differences differences) {
        this.connection = connection;
        this.differences = differences;
    }

    /** The rows of these runs, as {@link Rows} names them, by run id. A row that is there twice is a difference. */
    Map<String, ObjectNode> find(Collection<String> ids) throws SQLException {
        Map<String, ObjectNode> found = new HashMap<>();
        Object[] wanted = ids.toArray();
        for (String table : TABLES) {
            add(found, table, Rows.TABLES.get(table), "SELECT run_id, to_jsonb(t) AS row FROM " + table
                    + " t WHERE project_id = 'default' AND run_id = ANY (?)", wanted);
        }
        add(found, "span", "span_id", SPANS, wanted);
        return found;
    }

    private void add(Map<String, ObjectNode> found, String table, String key, String sql, Object[] ids)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", ids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String runId = rows.getString("run_id");
                    ObjectNode row = (ObjectNode) Json.read(rows.getString("row"));
                    ObjectNode of = found.computeIfAbsent(runId, id -> Json.object());
                    String id = key.isEmpty() ? "" : row.get(key).textValue();
                    if (of.path(table).has(id)) {
                        differences.add("run '%s': %s '%s' is stored twice".formatted(runId, table, id));
                    }
                    row.remove(OF_THE_RUN);
                    row.properties().removeIf(field -> field.getValue().isNull());
                    Rows.row(of, table, id).setAll(row);
                }
            }
        }
    }

    /** The ids of all runs. */
    Set<String> ids() throws SQLException {
        return new HashSet<>(strings("SELECT run_id FROM run_key UNION SELECT run_id FROM run"));
    }

    /** The keys of all dead letters; null for one that has none. */
    List<String> deadLetters() throws SQLException {
        return strings("SELECT record_key FROM dead_letter");
    }

    /** Children of runs that are not there. */
    List<String> orphans() throws SQLException {
        List<String> orphans = new ArrayList<>();
        List<String> tables = new ArrayList<>(TABLES.subList(1, TABLES.size()));
        tables.add("run_error");
        for (String table : tables) {
            orphans.addAll(strings("SELECT DISTINCT '" + table + " of ' || c.run_id FROM " + table
                    + " c WHERE NOT EXISTS ("
                    + "SELECT FROM run r WHERE r.project_id = c.project_id AND r.day = c.day AND r.run_id = c.run_id)"));
        }
        return orphans;
    }

    /** Runs whose digests are not what is made of their rows. */
    List<String> misdigested() throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(DIGESTS);
            return strings(OTHER_DIGESTS);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private List<String> strings(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (var statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
