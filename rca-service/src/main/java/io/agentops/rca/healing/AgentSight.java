package io.agentops.rca.healing;

import java.time.Duration;
import java.time.Instant;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;

/**
 * How an agent is, as its last heartbeat says.
 *
 * @param status null for an agent that is not known any more
 * @param silent whether it is not heard of
 * @param heardAt when it was, last
 * @param heartbeat the last one; null without one
 */
record AgentSight(String status, boolean silent, double errorRate, String reason, Instant heardAt,
        JsonObject heartbeat) {

    /** What {@link #of} reads, of an agent {@code a}. */
    static final String COLUMNS = """
            a.status, coalesce(a.silent, true) AS silent, coalesce(a.error_rate, 0) AS error_rate, a.reason AS agent_reason, a.heard_at,
            a.heartbeat""";

    static AgentSight of(Row row) {
        return new AgentSight(row.getString("status"), row.getBoolean("silent"), row.getDouble("error_rate"),
                row.getString("agent_reason"), Times.of(row, "heard_at"), row.getJsonObject("heartbeat"));
    }

    /** Whether there is anything to recover it from. */
    boolean isDown() {
        return silent || "UNHEALTHY".equals(status);
    }

    /** Whether its sidecar runs its process, and is heard of. */
    boolean isSupervised() {
        return !silent && heartbeat != null && heartbeat.getJsonObject("process") != null;
    }

    /** Whether its heartbeats do not come in time, without it being known to be silent: whoever stores them is behind. */
    boolean isOverdue(Instant now, Duration within) {
        return !silent && heardAt != null && heardAt.isBefore(now.minus(within));
    }

    /** How it ended, or in which words it does not answer. */
    String signature() {
        JsonObject process = heartbeat == null ? null : heartbeat.getJsonObject("process");
        boolean ended = process != null && process.getValue("pid") == null
                && process.getJsonObject("last_exit") != null;
        JsonObject probe = heartbeat == null || silent ? null : heartbeat.getJsonObject("probe");
        String error = probe == null || probe.getString("failure") == null ? reason : probe.getString("failure");
        return Signature.of(ended ? exit(process.getJsonObject("last_exit")) : null, error);
    }

    private static String exit(JsonObject last) {
        return last.getString("signal") == null ? String.valueOf(last.getValue("code")) : last.getString("signal");
    }
}
