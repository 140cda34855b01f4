package io.agentops.query.agents;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.page.Times;
import io.vertx.mutiny.sqlclient.Row;

/**
 * A recovery of an agent.
 *
 * @param trigger {@code manual} or {@code automatic}
 * @param requestedBy null where nobody says
 * @param state as in the table agent_recovery: open are requested, {@code acting} while the control plane is asked and
 *        {@code verifying} while the agent is watched; {@code unknown} is where nobody can tell what was done
 * @param controlPlane {@code sidecar}, {@code kubernetes} or {@code cloud-run}; null before one was chosen
 * @param level {@code restart}, or {@code recreate} where restarts did not help
 * @param outcome why it ended as it did, in words; null for an agent that was restarted and is heard of again
 * @param tookMs from the wish to a healthy agent; null where no restart made it healthy
 * @param evidence how the agent was when it was asked for
 * @param result what the control plane said last; null before it said anything
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record RecoveryView(
        UUID recoveryId,
        String agentId,
        String trigger,
        String reason,
        String requestedBy,
        String state,
        String controlPlane,
        String level,
        String outcome,
        Instant createdAt,
        Instant actingAt,
        Instant actedAt,
        Instant healthyFrom,
        Instant endedAt,
        Long tookMs,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String evidence,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String target,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String result) {

    /** What {@link #of} reads, of a recovery {@code r}. */
    static final String COLUMNS = """
            r.recovery_id, r.agent_id, r.trigger, r.reason AS recovery_reason, r.requested_by, r.state, r.control_plane, r.level, r.outcome,
            r.created_at, r.acting_at, r.acted_at, r.healthy_from, r.ended_at, r.took_ms, r.evidence::text AS evidence_json,
            r.target::text AS target_json, r.progress::text AS result_json,
            (extract(epoch FROM r.created_at) * 1000000)::bigint AS created_micros
            """;

    static RecoveryView of(Row row) {
        return new RecoveryView(row.getUUID("recovery_id"), row.getString("agent_id"), row.getString("trigger"),
                row.getString("recovery_reason"), row.getString("requested_by"), row.getString("state"),
                row.getString("control_plane"), row.getString("level"), row.getString("outcome"),
                Times.instant(row, "created_at"), Times.instant(row, "acting_at"), Times.instant(row, "acted_at"),
                Times.instant(row, "healthy_from"), Times.instant(row, "ended_at"), row.getLong("took_ms"),
                row.getString("evidence_json"), row.getString("target_json"), row.getString("result_json"));
    }
}
