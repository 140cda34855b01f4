package io.agentops.rca.healing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.rca.healing.ControlPlane.Kind;
import io.agentops.rca.healing.HealingStore.Held;
import io.agentops.rca.healing.Recovery.End;
import io.agentops.rca.healing.Recovery.State;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Recoveries under leases. Each change is one statement that checks that the claim still holds, by the database's clock, and tells
 * whether it did.
 */
@ApplicationScoped
class RecoveryStore {

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final String CLAIM = """
            WITH due AS (
                SELECT project_id, recovery_id, agent_id FROM agent_recovery
                 WHERE state IN ('requested', 'acting', 'verifying') AND look_at <= now()
                   AND coalesce(lease_until, '-infinity') < now()
                 ORDER BY look_at LIMIT $1 FOR UPDATE SKIP LOCKED)
            UPDATE agent_recovery r
               SET lease_owner = $2, lease_until = now() + $3 * interval '1 millisecond', attempt = r.attempt + 1
              FROM due
              LEFT JOIN agent a ON a.project_id = due.project_id AND a.agent_id = due.agent_id
              LEFT JOIN agent_healing h ON h.project_id = due.project_id AND h.agent_id = due.agent_id
              LEFT JOIN project_healing p ON p.project_id = due.project_id AND p.stopped_at IS NOT NULL
             WHERE r.project_id = due.project_id AND r.recovery_id = due.recovery_id
            RETURNING r.*, now() AS now, h.target AS wanted_target, p.stop_reason,
            """ + AgentSight.COLUMNS;

    private static final String MINE = """
             WHERE r.project_id = $1 AND r.recovery_id = $2 AND r.lease_owner = $3 AND r.attempt = $4 AND r.lease_until > now()
               AND r.state IN ('requested', 'acting', 'verifying')
            """;

    /** The project is asked once more: from here on the control plane may act. */
    private static final String INTEND = """
            UPDATE agent_recovery r
               SET state = 'acting', control_plane = $5, target = $6, acting_at = now(), deadline = $7
            """ + MINE
            + """
                       AND NOT EXISTS (SELECT FROM project_healing p WHERE p.project_id = r.project_id AND p.stopped_at IS NOT NULL)
                    """;

    private static final String REST = """
            UPDATE agent_recovery r
               SET state = $5, progress = coalesce($6, r.progress), acted_at = $7, healthy_from = $8, lease_until = NULL,
                   look_at = now() + $9 * interval '1 millisecond'
            """
            + MINE;

    private static final String END = """
            UPDATE agent_recovery r
               SET state = $5, outcome = $6, healthy_from = $7, ended_at = now(), lease_until = NULL,
                   took_ms = CASE WHEN $5 = 'recovered' THEN (extract(epoch FROM $7::timestamptz - r.created_at) * 1000)::bigint END
            """
            + MINE;

    private final Pool pool;
    private final HealingStore healing;
    private final HealingConfig config;

    RecoveryStore(Pool pool, HealingStore healing, HealingConfig config) {
        this.pool = pool;
        this.healing = healing;
        this.config = config;
    }

    /** Claims recoveries for which there is something to do, those that wait longest first. */
    Uni<List<Recovery>> claim(int most, String owner) {
        return pool.preparedQuery(CLAIM).execute(Tuple.of(most, owner, (double) config.work().lease().toMillis()))
                .ifNoItem().after(PATIENCE).fail()
                .map(rows -> rows.stream().map(Recovery::of).toList());
    }

    /** Writes down that a control plane is about to be asked; false when the claim is lost or the project has been stopped. */
    Uni<Boolean> intend(Recovery recovery, Kind plane, Instant deadline) {
        return change(INTEND, mine(recovery).addString(plane.wireName())
                .addValue(plane == Kind.SIDECAR ? null : recovery.target()).addValue(Times.of(deadline)));
    }

    /** Lets go of a recovery for a while; false when the claim is lost. */
    Uni<Boolean> rest(Recovery recovery, State state, JsonObject progress, Instant actedAt, Instant healthyFrom,
            Duration rest) {
        return change(REST, mine(recovery).addString(state.name().toLowerCase(Locale.ROOT))
                .addValue(progress).addValue(Times.of(actedAt)).addValue(Times.of(healthyFrom))
                .addDouble((double) rest.toMillis()));
    }

    /** Ends a recovery, and draws the conclusions for its agent; false when the claim is lost. */
    Uni<Boolean> end(Recovery recovery, End end, String outcome, Instant healthyFrom) {
        // What is decided about the agent is locked before its recovery, by whoever changes both.
        return pool.withTransaction(connection -> (recovery.automatic()
                ? healing.hold(connection, recovery)
                : Uni.createFrom().item(Optional.<Held>empty()))
                .chain(held -> connection.preparedQuery(END)
                        .execute(mine(recovery).addString(end.wireName()).addString(outcome)
                                .addValue(Times.of(healthyFrom)))
                        .map(rows -> rows.rowCount() == 1)
                        .call(ended -> ended && held.isPresent()
                                ? healing.conclude(connection, recovery, held.get(), end)
                                : Uni.createFrom().voidItem())))
                .ifNoItem().after(PATIENCE).fail();
    }

    private Uni<Boolean> change(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values).ifNoItem().after(PATIENCE).fail()
                .map(RowSet::rowCount).map(rows -> rows == 1);
    }

    private static Tuple mine(Recovery recovery) {
        return Tuple.tuple().addString(recovery.projectId()).addUUID(recovery.id())
                .addString(recovery.claim().owner()).addInteger(recovery.claim().attempt());
    }
}
