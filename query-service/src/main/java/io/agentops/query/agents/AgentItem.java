package io.agentops.query.agents;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.page.Times;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

/**
 * How an agent is now.
 *
 * @param statusSince as its sidecar tells it, or since when it was found silent
 * @param reason what decided the status, in words
 * @param silent whether it is UNKNOWN because it was not heard of for too long
 * @param latencyMs the 95th percentile of its requests lately, or of its last probe; null without either
 * @param errorRate errors among its requests lately, 0 to 1
 * @param restarts by its sidecar, since that was started
 * @param heardAt when its last heartbeat reached the platform
 * @param activeFaults those that were asked for and have not ended: {@code fault_id}, {@code type}, {@code phase} as the sidecar told
 *        it, null before, and {@code expires_at}
 * @param recoveryState how far the recovery is that is under way: {@code requested}, {@code acting} or {@code verifying}; null without one
 */
@RegisterForReflection // Written by hand, where Quarkus does not see it.
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record AgentItem(
        String agentId,
        String agentName,
        String agentVersion,
        String environment,
        String status,
        Instant statusSince,
        String reason,
        boolean silent,
        Double latencyMs,
        double errorRate,
        int restarts,
        Instant heardAt,
        @JsonRawValue @Schema(type = SchemaType.ARRAY, implementation = Object.class) String activeFaults,
        String recoveryState) {

    /** What {@link #of} reads, of an agent {@code a}. */
    static final String COLUMNS = """
            a.agent_id, a.agent_name, a.agent_version, a.environment, a.status, a.status_since, a.reason, a.silent, a.latency_ms,
            a.error_rate, a.restarts, a.heard_at,
            (SELECT coalesce(json_agg(json_build_object('fault_id', f.fault_id, 'type', f.type, 'phase', f.phase, 'expires_at',
                                                        to_char(f.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                                      ORDER BY f.created_at, f.fault_id), '[]')::text
               FROM agent_fault f
              WHERE f.project_id = a.project_id AND f.agent_id = a.agent_id AND f.cleared_at IS NULL AND f.expires_at > now()
                AND (f.phase IS NULL OR f.phase = 'active')) AS active_faults,
            (SELECT r.state FROM agent_recovery r
              WHERE r.project_id = a.project_id AND r.agent_id = a.agent_id AND r.state IN ('requested', 'acting', 'verifying'))
                AS recovery_state
            """;

    static AgentItem of(Row row) {
        return new AgentItem(row.getString("agent_id"), row.getString("agent_name"), row.getString("agent_version"),
                row.getString("environment"), row.getString("status"), Times.instant(row, "status_since"),
                row.getString("reason"), row.getBoolean("silent"), row.getDouble("latency_ms"),
                row.getDouble("error_rate"), row.getInteger("restarts"), Times.instant(row, "heard_at"),
                row.getString("active_faults"), row.getString("recovery_state"));
    }
}
