package io.agentops.query.agents;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds agents. */
@ApplicationScoped
class AgentQuery {

    private static final List<Class<?>> KEY = List.of(String.class);
    private static final List<Class<?>> FAULT_KEY = List.of(Long.class, String.class);

    private static final String ONE = "SELECT a.sidecar_id, a.sequence, a.first_heard_at, a.heartbeat::text AS last_heartbeat, "
            + AgentItem.COLUMNS + " FROM agent a WHERE a.project_id = $1 AND a.agent_id = $2";

    private static final String EVENTS = """
            SELECT at, kind, detail::text AS detail_json FROM agent_event
             WHERE project_id = $1 AND agent_id = $2
             ORDER BY at DESC, kind, key
             LIMIT 100""";

    private static final String SAMPLES = """
            SELECT minute, status, latency_ms, error_rate FROM agent_sample
             WHERE project_id = $1 AND agent_id = $2 AND minute > now() - make_interval(mins => $3)
               AND day >= ((now() - make_interval(mins => $3)) AT TIME ZONE 'UTC')::date
             ORDER BY minute DESC""";

    private static final String KNOWN = "SELECT FROM agent WHERE project_id = $1 AND agent_id = $2";

    private static final String FAULTS = """
            SELECT fault_id, type, cleared_at IS NULL AND expires_at > now() AND coalesce(phase, 'active') = 'active' AS active, created_at,
                   expires_at, cleared_at, phase, phase_reason, affected, told_at, spec::text AS fault_json,
                   (extract(epoch FROM created_at) * 1000000)::bigint AS created_micros
              FROM agent_fault
             WHERE project_id = ? AND agent_id = ?""";

    private final Reads reads;
    private final RecoveryQuery recoveries;

    AgentQuery(Reads reads, RecoveryQuery recoveries) {
        this.reads = reads;
        this.recoveries = recoveries;
    }

    /** By their ids. */
    Uni<Page<AgentItem>> page(String project, AgentFilter filter, String status, String cursor, int limit) {
        Statement statement = new Statement().add("SELECT ").add(AgentItem.COLUMNS)
                .add(" FROM agent a WHERE a.project_id = ?", project);
        filter.addTo(statement, status);
        if (cursor != null) {
            statement.add(" AND a.agent_id > ?", Cursor.read(cursor, KEY).getString(0));
        }
        statement.add(" ORDER BY a.agent_id LIMIT ?", limit + 1L);
        return reads.rows(statement).map(rows -> {
            List<AgentItem> found = new ArrayList<>();
            rows.forEach(row -> found.add(AgentItem.of(row)));
            return Page.of(found, limit, last -> Cursor.of(List.of(last.agentId())));
        });
    }

    /**
     * One agent; fails with a 404 for one that is not there.
     *
     * @param minutes how far back it is told how it was
     */
    Uni<AgentView> find(String project, String agentId, int minutes) {
        if (isUnstorable(agentId)) {
            throw unknown();
        }
        Tuple key = Tuple.of(project, agentId);
        return Uni.combine().all().unis(reads.rows(ONE, key), reads.rows(EVENTS, key),
                reads.rows(SAMPLES, Tuple.of(project, agentId, minutes)), recoveries.healing(project, agentId))
                .with(AgentQuery::view);
    }

    /** The newest first. Fails with a 404 for an agent that is not there. */
    Uni<Page<RecoveryView>> recoveries(String project, String agentId, String cursor, int limit) {
        return known(project, agentId).chain(() -> recoveries.page(project, agentId, cursor, limit));
    }

    /** The newest first. Fails with a 404 for an agent that is not there. */
    Uni<Page<FaultView>> faults(String project, String agentId, String cursor, int limit) {
        Statement statement = new Statement().add(FAULTS, project, agentId);
        if (cursor != null) {
            JsonArray key = Cursor.read(cursor, FAULT_KEY);
            statement.add(" AND (created_at, fault_id) < (?, ?)", Times.fromCursor(key.getLong(0)), key.getString(1));
        }
        statement.add(" ORDER BY created_at DESC, fault_id DESC LIMIT ?", limit + 1L);
        return known(project, agentId).chain(() -> reads.rows(statement)).map(rows -> faults(rows, limit));
    }

    private Uni<Void> known(String project, String agentId) {
        if (isUnstorable(agentId)) {
            throw unknown();
        }
        return reads.rows(KNOWN, Tuple.of(project, agentId)).invoke(known -> {
            if (known.size() == 0) {
                throw unknown();
            }
        }).replaceWithVoid();
    }

    private static Page<FaultView> faults(RowSet<Row> rows, int limit) {
        List<Row> found = new ArrayList<>();
        rows.forEach(found::add);
        Page<Row> page = Page.of(found, limit,
                last -> Cursor.of(List.of(last.getLong("created_micros"), last.getString("fault_id"))));
        return new Page<>(page.items().stream().map(row -> new FaultView(row.getString("fault_id"),
                row.getString("type"), row.getBoolean("active"), Times.instant(row, "created_at"),
                Times.instant(row, "expires_at"), Times.instant(row, "cleared_at"), row.getString("phase"),
                row.getString("phase_reason"), row.getLong("affected"), Times.instant(row, "told_at"),
                row.getString("fault_json"))).toList(), page.nextCursor());
    }

    private static AgentView view(RowSet<Row> agents, RowSet<Row> events, RowSet<Row> samples, HealingView healing) {
        if (agents.size() == 0) {
            throw unknown();
        }
        Row agent = agents.iterator().next();
        List<AgentView.Happening> happened = new ArrayList<>();
        events.forEach(row -> happened.add(AgentView.Happening.of(row)));
        List<AgentView.Sample> was = new ArrayList<>();
        samples.forEach(row -> was.add(new AgentView.Sample(Times.instant(row, "minute"), row.getString("status"),
                row.getDouble("latency_ms"), row.getDouble("error_rate"))));
        return new AgentView(AgentItem.of(agent), agent.getString("sidecar_id"), agent.getLong("sequence"),
                Times.instant(agent, "first_heard_at"), agent.getString("last_heartbeat"), happened, was, healing);
    }

    private static boolean isUnstorable(String id) {
        return id.indexOf('\0') >= 0;
    }

    private static ProblemException unknown() {
        return ProblemException.notFound("No agent is known by this id.");
    }
}
