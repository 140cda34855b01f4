package io.agentops.query.agents;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.page.Times;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/**
 * How an agent is healed.
 *
 * @param policy {@code manual} or {@code automatic}
 * @param pausedUntil before which nothing is done by itself; null for no pause
 * @param breaker {@code closed}, {@code open} where people must look, {@code half_open} while one restart is tried
 * @param nextAllowedAt before which it is not restarted by itself; null for no wait
 * @param unsuccessful recoveries in a row that did not help
 * @param target what is restarted where the sidecar does not do; null for nothing
 * @param recovery the newest one; null without any
 * @param events what people must hear of, the newest first; the last 20
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record HealingView(
        String policy,
        Instant pausedUntil,
        String pauseReason,
        String breaker,
        String breakerReason,
        Instant breakerSince,
        Instant nextAllowedAt,
        int unsuccessful,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String target,
        RecoveryView recovery,
        List<AgentView.Happening> events) {

    /** One row, whether or not anything was decided about the agent. */
    static final String ONE = """
            SELECT coalesce(h.policy, 'manual') AS policy, h.paused_until, h.pause_reason, coalesce(h.breaker, 'closed') AS breaker,
                   h.breaker_reason, h.breaker_since, h.next_allowed_at, coalesce(h.unsuccessful, 0) AS unsuccessful,
                   h.target::text AS healing_target
              FROM (VALUES ($1, $2)) AS asked(project_id, agent_id)
              LEFT JOIN agent_healing h USING (project_id, agent_id)""";

    static final String EVENTS = """
            SELECT at, kind, detail::text AS detail_json FROM healing_event
             WHERE project_id = $1 AND agent_id = $2 ORDER BY at DESC, event_id DESC LIMIT 20""";

    static final String NEWEST = "SELECT " + RecoveryView.COLUMNS + """
             FROM agent_recovery r WHERE r.project_id = $1 AND r.agent_id = $2
            ORDER BY r.created_at DESC, r.recovery_id DESC LIMIT 1""";

    static HealingView of(RowSet<Row> decided, RowSet<Row> newest, RowSet<Row> events) {
        Row row = decided.iterator().next();
        return new HealingView(row.getString("policy"), Times.instant(row, "paused_until"),
                row.getString("pause_reason"), row.getString("breaker"), row.getString("breaker_reason"),
                Times.instant(row, "breaker_since"), Times.instant(row, "next_allowed_at"),
                row.getInteger("unsuccessful"), row.getString("healing_target"),
                newest.stream().findFirst().map(RecoveryView::of).orElse(null),
                events.stream().map(AgentView.Happening::of).toList());
    }
}
