package io.agentops.ingest.healing;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.agentops.http.Problem;
import io.agentops.http.ProblemException;
import io.agentops.ingest.healing.RecoveryResource.Answer;
import io.agentops.ingest.healing.RecoveryResource.Wish;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Recoveries that people ask for. */
@Singleton
class RecoveryStore {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String NO_REASON = "Somebody asked for it.";

    /** Whoever asks in a project waits for the one before, so that a key stands for one recovery. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('agent_recovery ' || $1, 0))";

    private static final String COLUMNS = " agent_id, recovery_id, state, trigger, created_at";

    private static final String REPEATED = "SELECT request_digest = $3 AS same," + COLUMNS
            + " FROM agent_recovery WHERE project_id = $1 AND idempotency_key = $2";

    private static final String STOPPED = """
            SELECT p.stop_reason FROM agent a
              LEFT JOIN project_healing p ON p.project_id = a.project_id AND p.stopped_at IS NOT NULL
             WHERE a.project_id = $1 AND a.agent_id = $2""";

    private static final String ADD = """
            INSERT INTO agent_recovery (project_id, agent_id, trigger, reason, requested_by, evidence, idempotency_key, request_digest)
            SELECT a.project_id, a.agent_id, 'manual', $3, $4, agent_evidence(a), $5, $6
              FROM agent a WHERE a.project_id = $1 AND a.agent_id = $2
            ON CONFLICT (project_id, agent_id) WHERE state IN ('requested', 'acting', 'verifying') DO NOTHING
            RETURNING"""
            + COLUMNS;

    /** Places among the values of {@link #ADD}. */
    private static final int PROJECT = 0;
    private static final int KEY = 4;
    private static final int DIGEST = 5;

    private static final String OPEN = "SELECT" + COLUMNS
            + " FROM agent_recovery WHERE project_id = $1 AND agent_id = $2 "
            + "AND state IN ('requested', 'acting', 'verifying')";

    /** The answer is remembered by the request that got it first. */
    private static final String REMEMBER = """
            UPDATE agent_recovery SET idempotency_key = $3, request_digest = $4
             WHERE project_id = $1 AND recovery_id = $2 AND idempotency_key IS NULL""";

    private static final String CLEAR_FAULTS = "SELECT clear_agent_faults($1, $2)";

    /** People win: nothing is done by itself for a while. */
    private static final String PAUSE = """
            UPDATE agent_healing
               SET paused_until = greatest(paused_until, now() + $3 * interval '1 second'),
                   pause_reason = CASE WHEN paused_until > now() + $3 * interval '1 second' THEN pause_reason ELSE 'Somebody asked for a recovery.' END
             WHERE project_id = $1 AND agent_id = $2 AND policy = 'automatic'""";

    private final Pool pool;
    private final HealingSettings settings;

    RecoveryStore(Pool pool, HealingSettings settings) {
        this.pool = pool;
        this.settings = settings;
    }

    /** What came of asking: the recovery, and whether it is new. */
    record Asked(Answer answer, boolean isNew) {}

    /**
     * Asks for a recovery.
     *
     * @param key under which the request may be sent again; null for none
     * @param digest of all that is asked
     * @return fails with 404 for an agent that is not known, 409 where recoveries are stopped, 422 where the key stands for another
     *         request
     */
    Uni<Asked> ask(String project, String agentId, Wish wish, String key, String digest) {
        return pool.withTransaction(connection -> connection.preparedQuery(LOCK).execute(Tuple.of(project))
                .chain(() -> repeated(connection, project, key, digest))
                .chain(earlier -> earlier == null
                        ? askNew(connection, project, agentId, Tuple.of(project, agentId,
                                wish.reason() == null ? NO_REASON : wish.reason(), wish.requestedBy(), key,
                                key == null ? null : digest))
                        : Uni.createFrom().item(earlier)))
                .ifNoItem().after(LONGEST).fail();
    }

    /** Before the agent is locked, as whoever goes on with the recovery does. */
    private static Uni<Void> remember(SqlConnection connection, Tuple wish, Asked asked) {
        String key = wish.getString(KEY);
        return key == null || asked.isNew()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(REMEMBER).execute(Tuple.of(wish.getString(PROJECT),
                        asked.answer().recoveryId(), key, wish.getString(DIGEST))).replaceWithVoid();
    }

    private static Uni<Asked> repeated(SqlConnection connection, String project, String key, String digest) {
        return key == null
                ? Uni.createFrom().nullItem()
                : connection.preparedQuery(REPEATED).execute(Tuple.of(project, key, digest))
                        .map(rows -> rows.stream().findFirst().map(RecoveryStore::earlier).orElse(null));
    }

    private static Asked earlier(Row row) {
        if (!Boolean.TRUE.equals(row.getBoolean("same"))) {
            throw ProblemException.of(Problem.of(422, "The Idempotency-Key was used for another request."));
        }
        return asked(row, false);
    }

    private Uni<Asked> askNew(SqlConnection connection, String project, String agentId, Tuple wish) {
        Tuple agent = Tuple.of(project, agentId);
        return connection.preparedQuery(STOPPED).execute(agent)
                .invoke(rows -> rows.stream().findFirst().ifPresentOrElse(RecoveryStore::checkStopped, () -> {
                    throw ProblemException.notFound(HealingStore.UNKNOWN_AGENT);
                }))
                // What is decided about the agent is locked before its recovery, by whoever changes both.
                .chain(() -> connection.preparedQuery(PAUSE)
                        .execute(Tuple.of(project, agentId, settings.manualPause().toSeconds())))
                .chain(() -> addOrFind(connection, agent, wish))
                .call(asked -> remember(connection, wish, asked))
                .call(() -> connection.preparedQuery(CLEAR_FAULTS).execute(agent));
    }

    private static void checkStopped(Row row) {
        if (row.getString("stop_reason") != null) {
            throw ProblemException
                    .conflict("Recoveries of the project are stopped: %s".formatted(row.getString("stop_reason")));
        }
    }

    private static Uni<Asked> addOrFind(SqlConnection connection, Tuple agent, Tuple wish) {
        return connection.preparedQuery(ADD).execute(wish)
                .chain(added -> added.size() > 0
                        ? Uni.createFrom().item(asked(added.iterator().next(), true))
                        : connection.preparedQuery(OPEN).execute(agent)
                                // It ended between the two statements: there is room for another.
                                .chain(open -> open.size() == 0
                                        ? addOrFind(connection, agent, wish)
                                        : Uni.createFrom().item(asked(open.iterator().next(), false))));
    }

    private static Asked asked(Row row, boolean isNew) {
        return new Asked(new Answer(row.getString("agent_id"), row.getUUID("recovery_id"), row.getString("state"),
                row.getString("trigger"), row.getOffsetDateTime("created_at").toInstant()), isNew);
    }
}
