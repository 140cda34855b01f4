package io.agentops.ingest.agents;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.agent.FaultRules;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.http.Problem;
import io.agentops.http.ProblemException;
import io.agentops.ingest.agents.FaultReader.Asked;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Faults that are asked for, and cleared. */
@Singleton
class FaultStore {

    static final String UNKNOWN_AGENT = "No agent is known by this id.";

    private static final int MOST_OF_PROJECT = 1_000;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** Whoever asks for a fault in a project waits for the one before, so that what is counted holds. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('agent_fault ' || $1, 0))";

    private static final String REPEATED = """
            SELECT spec::text AS spec, agent_id, request_digest = $3 AS same
              FROM agent_fault
             WHERE project_id = $1 AND idempotency_key = $2""";

    private static final String ROOM = """
            SELECT a.environment, EXISTS (SELECT FROM agent_fault f WHERE f.project_id = $1 AND f.fault_id = $3) AS taken,
                   count(f.fault_id) AS of_project, count(f.fault_id) FILTER (WHERE f.agent_id = $2) AS of_agent
              FROM agent a
              LEFT JOIN agent_fault f ON f.project_id = a.project_id AND f.cleared_at IS NULL AND f.expires_at > now()
             WHERE a.project_id = $1 AND a.agent_id = $2
             GROUP BY a.environment""";

    private static final String ADD = """
            INSERT INTO agent_fault (project_id, fault_id, agent_id, type, spec, created_at, expires_at, idempotency_key, request_digest)
            VALUES ($1, $2, $3, $4, ($5::text)::jsonb, $6, $7, $8, $9)""";

    private static final String CLEAR = """
            UPDATE agent_fault SET cleared_at = now(), config_version = nextval('agent_config_version')
             WHERE project_id = $1 AND agent_id = $2 AND ($3::text IS NULL OR fault_id = $3)
               AND cleared_at IS NULL AND expires_at > now()""";

    /** Heartbeats are stored agents first and then their faults: whoever changes both locks them in that order. */
    private static final String KNOWN = """
            SELECT $3::text IS NULL OR EXISTS (SELECT FROM agent_fault f
                                                WHERE f.project_id = $1 AND f.agent_id = $2 AND f.fault_id = $3) AS fault
              FROM agent a
             WHERE a.project_id = $1 AND a.agent_id = $2
               FOR NO KEY UPDATE""";

    private static final String CHANGED = """
            UPDATE agent SET changed_in = pg_current_xact_id() WHERE project_id = $1 AND agent_id = $2""";

    private final Pool pool;
    private final ObjectMapper mapper;
    private final Environments environments;

    FaultStore(Pool pool, ObjectMapper mapper, Environments environments) {
        this.pool = pool;
        this.mapper = mapper;
        this.environments = environments;
    }

    /**
     * A key under which a request may be sent again.
     *
     * @param key null where the caller gives none
     * @param digest of all that is asked
     */
    record Once(String key, String digest) {}

    /** What came of asking: the fault, and whether it is new. */
    record Added(String agentId, FaultSpec spec, boolean isNew) {}

    /**
     * Adds a fault, of which its agent learns with one of its next heartbeats.
     *
     * @return fails with 404 for an agent that is not known, 403 where it runs in an environment without faults, 409 where there are as
     *         many as there may be or the id is taken, 422 where the key stands for another request
     */
    Uni<Added> add(String project, Asked asked, Once once) {
        return pool.withTransaction(connection -> connection.preparedQuery(LOCK).execute(Tuple.of(project))
                .chain(() -> repeated(connection, project, once))
                .chain(earlier -> earlier == null
                        ? addNew(connection, project, asked, once)
                        : Uni.createFrom().item(earlier)))
                .ifNoItem().after(LONGEST).fail();
    }

    /**
     * Ends faults before their time.
     *
     * @param faultId null for all of the agent
     * @return how many; fails with 404 for an agent or a fault that is not known
     */
    Uni<Integer> clear(String project, String agentId, String faultId) {
        Tuple which = Tuple.of(project, agentId, faultId);
        return pool.withTransaction(connection -> connection.preparedQuery(KNOWN).execute(which)
                .invoke(FaultStore::checkKnown)
                .chain(() -> connection.preparedQuery(CLEAR).execute(which))
                .call(cleared -> cleared.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : connection.preparedQuery(CHANGED).execute(Tuple.of(project, agentId)))
                .map(RowSet::rowCount))
                .ifNoItem().after(LONGEST).fail();
    }

    private static void checkKnown(RowSet<Row> rows) {
        Row known = rows.stream().findFirst().orElseThrow(() -> ProblemException.notFound(UNKNOWN_AGENT));
        if (!known.getBoolean("fault")) {
            throw ProblemException.notFound("The agent has no fault of this id.");
        }
    }

    private Uni<Added> repeated(SqlConnection connection, String project, Once once) {
        if (once.key() == null) {
            return Uni.createFrom().nullItem();
        }
        return connection.preparedQuery(REPEATED).execute(Tuple.of(project, once.key(), once.digest()))
                .map(rows -> rows.size() == 0 ? null : earlier(rows.iterator().next()));
    }

    private Added earlier(Row row) {
        if (!Boolean.TRUE.equals(row.getBoolean("same"))) {
            throw ProblemException.of(Problem.of(422, "The Idempotency-Key was used for another request."));
        }
        try {
            return new Added(row.getString("agent_id"), mapper.readValue(row.getString("spec"), FaultSpec.class),
                    false);
        } catch (IOException e) {
            throw new IllegalStateException("what was written can be read", e);
        }
    }

    private Uni<Added> addNew(SqlConnection connection, String project, Asked asked, Once once) {
        FaultSpec spec = asked.spec();
        return connection.preparedQuery(ROOM).execute(Tuple.of(project, asked.agentId(), spec.faultId()))
                .invoke(this::checkRoom)
                .chain(() -> connection.preparedQuery(ADD).execute(Tuple.tuple().addString(project)
                        .addString(spec.faultId()).addString(asked.agentId()).addString(spec.type().wireName())
                        .addString(json(spec)).addValue(asked.at().atOffset(ZoneOffset.UTC))
                        .addValue(spec.expiresAt().atOffset(ZoneOffset.UTC)).addString(once.key())
                        .addString(once.key() == null ? null : once.digest())))
                .chain(() -> connection.preparedQuery(CHANGED).execute(Tuple.of(project, asked.agentId())))
                .replaceWith(new Added(asked.agentId(), spec, true));
    }

    private void checkRoom(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw ProblemException.notFound(UNKNOWN_AGENT);
        }
        Row room = rows.iterator().next();
        if (environments.forbidFaults(room.getString("environment"))) {
            throw ProblemException.of(Problem.of(403, "The agent runs in an environment that takes no faults."));
        }
        if (room.getBoolean("taken")) {
            throw ProblemException.conflict("The project has or had a fault of this id.");
        }
        if (room.getLong("of_agent") >= FaultRules.MOST_FAULTS) {
            throw ProblemException.conflict(
                    "The agent has %d faults, and may have no more at once.".formatted(FaultRules.MOST_FAULTS));
        }
        if (room.getLong("of_project") >= MOST_OF_PROJECT) {
            throw ProblemException.conflict(
                    "The project has %,d faults, and may have no more at once.".formatted(MOST_OF_PROJECT));
        }
    }

    private String json(FaultSpec spec) {
        try {
            return mapper.writeValueAsString(spec);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read can be written", e);
        }
    }
}
