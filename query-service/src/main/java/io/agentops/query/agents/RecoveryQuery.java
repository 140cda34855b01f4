package io.agentops.query.agents;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds recoveries, and what was decided about healing. */
@ApplicationScoped
class RecoveryQuery {

    private static final List<Class<?>> KEY = List.of(Long.class, String.class);

    private static final String PROJECT = """
            SELECT p.stopped_at, p.stop_reason, p.storm_since FROM (VALUES ($1)) AS asked(project_id)
              LEFT JOIN project_healing p USING (project_id)""";

    private static final String PROJECT_EVENTS = """
            SELECT at, kind, detail::text AS detail_json FROM healing_event
             WHERE project_id = $1 AND agent_id IS NULL ORDER BY at DESC, event_id DESC LIMIT 20""";

    private final Reads reads;

    RecoveryQuery(Reads reads) {
        this.reads = reads;
    }

    /** How an agent is healed, known or not. */
    Uni<HealingView> healing(String project, String agentId) {
        Tuple key = Tuple.of(project, agentId);
        return Uni.combine().all().unis(reads.rows(HealingView.ONE, key), reads.rows(HealingView.NEWEST, key),
                reads.rows(HealingView.EVENTS, key)).with(HealingView::of);
    }

    /** Recoveries of an agent, the newest first. */
    Uni<Page<RecoveryView>> page(String project, String agentId, String cursor, int limit) {
        Statement statement = new Statement().add("SELECT ").add(RecoveryView.COLUMNS)
                .add(" FROM agent_recovery r WHERE r.project_id = ? AND r.agent_id = ?", project, agentId);
        if (cursor != null) {
            JsonArray key = Cursor.read(cursor, KEY);
            statement.add(" AND (r.created_at, r.recovery_id::text) < (?, ?)", Times.fromCursor(key.getLong(0)),
                    key.getString(1));
        }
        statement.add(" ORDER BY r.created_at DESC, r.recovery_id DESC LIMIT ?", limit + 1L);
        return reads.rows(statement).map(rows -> {
            List<Row> found = new ArrayList<>();
            rows.forEach(found::add);
            Page<Row> page = Page.of(found, limit, last -> Cursor
                    .of(List.of(last.getLong("created_micros"), last.getUUID("recovery_id").toString())));
            return new Page<>(page.items().stream().map(RecoveryView::of).toList(), page.nextCursor());
        });
    }

    /** What is decided about a project. */
    Uni<ProjectHealingView> ofProject(String project) {
        return Uni.combine().all().unis(reads.rows(PROJECT, Tuple.of(project)),
                reads.rows(PROJECT_EVENTS, Tuple.of(project))).with((decided, events) -> {
                    Row row = decided.iterator().next();
                    return new ProjectHealingView(Times.instant(row, "stopped_at"), row.getString("stop_reason"),
                            Times.instant(row, "storm_since"),
                            events.stream().map(AgentView.Happening::of).toList());
                });
    }
}
