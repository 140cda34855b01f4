package io.agentops.rca.healing;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.rca.healing.Recovery.End;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** What is decided about agents, in transactions of those who decide. */
@ApplicationScoped
class HealingStore {

    /** What {@link #state} reads, of an agent's healing {@code h}. */
    static final String COLUMNS = """
            h.policy, h.paused_until, h.breaker, h.breaker_reason, h.breaker_since, h.backoff_step, h.next_allowed_at, h.unsuccessful,
            h.restarts, h.signatures, h.healthy_since
            """;

    private static final String LOAD = "SELECT now() AS now, " + COLUMNS
            + " FROM agent_healing h WHERE h.project_id = $1 AND h.agent_id = $2 FOR UPDATE";

    /** Neither the policy nor a pause: those are of people. */
    private static final String SAVE = """
            UPDATE agent_healing
               SET breaker = $3, breaker_reason = $4, breaker_since = $5, backoff_step = $6, next_allowed_at = $7, unsuccessful = $8,
                   restarts = $9, signatures = $10
             WHERE project_id = $1 AND agent_id = $2""";

    /** Until its status changes, unless it was heard of since it was looked at. */
    private static final String LEAVE_ALONE = """
            UPDATE agent_healing h SET down_since = NULL
              FROM agent a
             WHERE h.project_id = $1 AND h.agent_id = $2 AND a.project_id = h.project_id AND a.agent_id = h.agent_id
               AND a.heard_at = $3""";

    private static final String EVENT = """
            INSERT INTO healing_event (project_id, agent_id, kind, detail) VALUES ($1, $2, $3, $4)""";

    private final HealingMetrics metrics;

    HealingStore(HealingMetrics metrics) {
        this.metrics = metrics;
    }

    static HealingState state(Row row) {
        return new HealingState(Policy.of(row.getString("policy")), Times.of(row, "paused_until"),
                Breaker.of(row.getString("breaker")), row.getString("breaker_reason"), Times.of(row, "breaker_since"),
                row.getInteger("backoff_step"), Times.of(row, "next_allowed_at"), row.getInteger("unsuccessful"),
                Stream.of(row.getArrayOfOffsetDateTimes("restarts")).map(OffsetDateTime::toInstant).toList(),
                List.of(row.getArrayOfStrings("signatures")), Times.of(row, "healthy_since"));
    }

    /** What is decided about an agent while nobody else changes it, and the time. */
    record Held(HealingState state, Instant now) {}

    /** Keeps others from changing what is decided about a recovery's agent until the transaction ends; empty where nothing is. */
    Uni<Optional<Held>> hold(SqlConnection connection, Recovery recovery) {
        return connection.preparedQuery(LOAD).execute(Tuple.of(recovery.projectId(), recovery.agentId()))
                .map(rows -> rows.stream().findFirst().map(row -> new Held(state(row), Times.of(row, "now"))));
    }

    /** Draws the conclusions from how a recovery ended. */
    Uni<Void> conclude(SqlConnection connection, Recovery recovery, Held held, End end) {
        return save(connection, recovery.projectId(), recovery.agentId(), held.state(),
                after(held.state(), end, held.now()))
                .chain(() -> end.isOfWorkload() ? leaveAlone(connection, recovery) : Uni.createFrom().voidItem());
    }

    private static HealingState after(HealingState before, End end, Instant now) {
        return switch (end) {
            case RECOVERED, REPLACED -> before.recovered();
            case SERVED -> before.notRestarted().recovered();
            case LEFT -> before.notRestarted();
            case INEFFECTIVE, FAILED, REFUSED, UNKNOWN -> before.unsuccessful(now);
        };
    }

    /** An id that nobody will hear of again stays silent, and is no reason to restart what serves in its place. */
    private static Uni<Void> leaveAlone(SqlConnection connection, Recovery recovery) {
        return connection.preparedQuery(LEAVE_ALONE).execute(Tuple.of(recovery.projectId(), recovery.agentId(),
                Times.of(recovery.agent().heardAt()))).replaceWithVoid();
    }

    /** Saves what was decided, and tells people where the breaker changed. */
    Uni<Void> save(SqlConnection connection, String project, String agent, HealingState before, HealingState next) {
        return connection.preparedQuery(SAVE).execute(Tuple.tuple().addString(project).addString(agent)
                .addString(next.breaker().wireName()).addString(next.breakerReason())
                .addValue(Times.of(next.breakerSince())).addInteger(next.backoffStep())
                .addValue(Times.of(next.nextAllowedAt())).addInteger(next.unsuccessful())
                .addValue(next.restarts().stream().map(Times::of).toArray(OffsetDateTime[]::new))
                .addValue(next.signatures().toArray(String[]::new)))
                .chain(saved -> told(before, next)
                        .map(kind -> event(connection, project, agent, kind,
                                new JsonObject().put("reason", next.breakerReason())
                                        .put("restarts", next.restarts().size())
                                        .put("unsuccessful", next.unsuccessful())))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private static Optional<String> told(HealingState before, HealingState next) {
        boolean again = next.breaker() == Breaker.OPEN && !next.breakerSince().equals(before.breakerSince());
        if (next.breaker() == before.breaker() && !again) {
            return Optional.empty();
        }
        return Optional.of(switch (next.breaker()) {
            case OPEN -> "breaker_opened";
            case HALF_OPEN -> "breaker_half_open";
            case CLOSED -> "breaker_closed";
        });
    }

    /**
     * Tells people.
     *
     * @param agent null for what is of the whole project
     */
    Uni<Void> event(SqlConnection connection, String project, String agent, String kind, JsonObject detail) {
        return connection.preparedQuery(EVENT).execute(Tuple.of(project, agent, kind, detail))
                .invoke(() -> metrics.event(kind)).replaceWithVoid();
    }
}
