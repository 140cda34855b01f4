package io.agentops.rca.collect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.rca.engine.VersionHistory;
import io.agentops.rca.engine.VersionHistory.ToolCount;
import io.agentops.rca.engine.VersionHistory.Version;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Counts how the agent of a run fared with this version and with the one before, among its newest runs. */
@ApplicationScoped
class HistoryReader {

    // A run's day is never before the day it started on, which lets older partitions be skipped.
    private static final String COUNTS = """
            WITH scope AS MATERIALIZED (
              SELECT day, run_id, agent_version, status, started_at FROM run
               WHERE project_id = $1 AND agent_name = $2 AND status IN ('success', 'failure', 'partial')
                 AND environment IS NOT DISTINCT FROM $3 AND agent_version IS NOT NULL
                 AND started_at >= $5::timestamptz - interval '30 days'
                 AND day >= (($5::timestamptz - interval '30 days') AT TIME ZONE 'UTC')::date
               ORDER BY started_at DESC, run_id DESC LIMIT $6),
            previous AS (
              SELECT agent_version FROM scope
               WHERE started_at < (SELECT min(started_at) FROM scope WHERE agent_version = $4)
               ORDER BY started_at DESC, run_id DESC LIMIT 1),
            chosen AS (
              SELECT * FROM (
                SELECT *, row_number() OVER (PARTITION BY agent_version ORDER BY started_at DESC, run_id DESC) AS place
                  FROM scope WHERE agent_version = $4 OR agent_version = (SELECT agent_version FROM previous)) s
               WHERE place <= $7)
            SELECT agent_version, NULL AS tool_name, count(*) AS total, count(*) FILTER (WHERE status = 'failure') AS failed
              FROM chosen GROUP BY agent_version
            UNION ALL
            SELECT c.agent_version, t.tool_name, count(*), count(*) FILTER (WHERE t.error_class IS NOT NULL
                   OR t.status_code >= 400 OR lower(t.status) IN ('error', 'failed', 'failure', 'timeout'))
              FROM chosen c
              JOIN tool_call t ON t.project_id = $1 AND t.day = c.day AND t.run_id = c.run_id
             GROUP BY c.agent_version, t.tool_name
            """;

    private final CollectConfig config;

    HistoryReader(CollectConfig config) {
        this.config = config;
    }

    /** The history for a stored run; {@link VersionHistory#none()} when the run names no version. */
    Uni<VersionHistory> read(SqlConnection connection, String projectId, Row run) {
        var version = run.getString("agent_version");
        if (version == null) {
            return Uni.createFrom().item(VersionHistory.none());
        }
        var scope = Tuple.tuple()
                .addString(projectId)
                .addString(run.getString("agent_name"))
                .addString(run.getString("environment"))
                .addString(version)
                .addOffsetDateTime(run.getOffsetDateTime("started_at"))
                .addInteger(config.historyRuns())
                .addInteger(config.runsPerVersion());
        return connection.preparedQuery(COUNTS).execute(scope).map(counts -> history(counts, version));
    }

    private static VersionHistory history(RowSet<Row> counts, String version) {
        var totals = new HashMap<String, Row>();
        var tools = new HashMap<String, List<ToolCount>>();
        for (var row : counts) {
            var of = row.getString("agent_version");
            if (row.getString("tool_name") == null) {
                totals.put(of, row);
            } else {
                tools.computeIfAbsent(of, v -> new ArrayList<>()).add(new ToolCount(row.getString("tool_name"),
                        row.getLong("total"), row.getLong("failed")));
            }
        }
        var previous = totals.keySet().stream().filter(other -> !other.equals(version)).findFirst().orElse(null);
        return new VersionHistory(version(version, totals, tools), version(previous, totals, tools));
    }

    private static Version version(String name, Map<String, Row> totals, Map<String, List<ToolCount>> tools) {
        var total = totals.get(name);
        if (total == null) {
            return null;
        }
        var most = tools.getOrDefault(name, List.of()).stream()
                .sorted(Comparator.comparingLong(ToolCount::calls).reversed().thenComparing(ToolCount::tool))
                .limit(VersionHistory.MAX_TOOLS)
                .toList();
        return new Version(name, total.getLong("total"), total.getLong("failed"), most);
    }
}
