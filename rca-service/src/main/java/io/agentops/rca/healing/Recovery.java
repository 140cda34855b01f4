package io.agentops.rca.healing;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;

/**
 * A recovery under a claim, with all that is known of its agent.
 *
 * @param fencing grows with each recovery of the agent
 * @param target what the control plane restarts; null for the process beside a sidecar
 * @param progress what the control plane said last; null before it said anything
 * @param now by the database's clock, which all other times are of
 * @param claim whose it is
 * @param agent how its agent is
 * @param stopReason why nothing of the project may be restarted; null where it may
 */
record Recovery(
        String projectId,
        UUID id,
        String agentId,
        long fencing,
        boolean automatic,
        Level level,
        State state,
        ControlPlane.Kind plane,
        JsonObject target,
        JsonObject progress,
        Instant createdAt,
        Instant actingAt,
        Instant deadline,
        Instant actedAt,
        Instant healthyFrom,
        Instant now,
        Claim claim,
        AgentSight agent,
        String stopReason) {

    /** What is not over. */
    enum State {
        /** Nobody has acted. */
        REQUESTED,
        /** The control plane is asked; it may have acted. */
        ACTING,
        /** It has acted; whether that helps is watched. */
        VERIFYING
    }

    /** How it can end. */
    enum End {
        RECOVERED("recovered"),
        /** What was restarted serves, and the agent is not heard of: another one is in its place. */
        REPLACED("recovered"),
        /** The same, though nothing was restarted. */
        SERVED("recovered"),
        INEFFECTIVE("ineffective"),
        FAILED("failed"),
        REFUSED("refused"),
        /** Nothing was restarted, which says nothing about the agent. */
        LEFT("refused"),
        /** Nobody knows whether anything was restarted. */
        UNKNOWN("unknown");

        private final String wireName;

        End(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }

        /** Whether the control plane's word stands for that of the agent, which nobody hears of. */
        boolean isOfWorkload() {
            return this == REPLACED || this == SERVED;
        }
    }

    /** The right to change the row, until somebody else has it. */
    record Claim(String owner, int attempt) {}

    static Recovery of(Row row) {
        return new Recovery(row.getString("project_id"), row.getUUID("recovery_id"), row.getString("agent_id"),
                row.getLong("fencing"), "automatic".equals(row.getString("trigger")), Level.of(row.getString("level")),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                ControlPlane.Kind.of(row.getString("control_plane")),
                // Before the intent is written, what is wanted now; after it, what was intended.
                row.getString("control_plane") == null
                        ? row.getJsonObject("wanted_target")
                        : row.getJsonObject("target"),
                row.getJsonObject("progress"), Times.of(row, "created_at"), Times.of(row, "acting_at"),
                Times.of(row, "deadline"), Times.of(row, "acted_at"), Times.of(row, "healthy_from"),
                Times.of(row, "now"), new Claim(row.getString("lease_owner"), row.getInteger("attempt")),
                AgentSight.of(row), row.getString("stop_reason"));
    }

    /** The same once its intent is written. */
    Recovery intended(ControlPlane.Kind by, Instant until) {
        return new Recovery(projectId, id, agentId, fencing, automatic, level, State.ACTING, by, target, progress,
                createdAt, now, until, actedAt, healthyFrom, now, claim, agent, stopReason);
    }
}
