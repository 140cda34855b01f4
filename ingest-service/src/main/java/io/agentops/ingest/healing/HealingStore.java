package io.agentops.ingest.healing;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.http.ProblemException;
import io.agentops.ingest.healing.HealingResource.Stored;
import io.agentops.ingest.healing.HealingResource.Wanted;
import io.agentops.ingest.healing.ProjectHealingResource.OfProject;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** What people decide about healing. */
@Singleton
class HealingStore {

    static final String UNKNOWN_AGENT = "No agent is known by this id.";

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final String DECIDE = """
            INSERT INTO agent_healing (project_id, agent_id, policy, paused_until, pause_reason, target)
            SELECT a.project_id, a.agent_id, $3, $4, $5, ($6::text)::jsonb
              FROM agent a WHERE a.project_id = $1 AND a.agent_id = $2
            ON CONFLICT (project_id, agent_id) DO UPDATE
               SET policy = excluded.policy, paused_until = excluded.paused_until, pause_reason = excluded.pause_reason,
                   target = excluded.target
            RETURNING *""";

    private static final String RESET = """
            WITH event AS (
                INSERT INTO healing_event (project_id, agent_id, kind, detail)
                SELECT h.project_id, h.agent_id, 'breaker_closed', jsonb_build_object('reason', 'Somebody armed it anew.')
                  FROM agent_healing h WHERE h.project_id = $1 AND h.agent_id = $2 AND h.breaker <> 'closed')
            INSERT INTO agent_healing (project_id, agent_id)
            SELECT a.project_id, a.agent_id FROM agent a WHERE a.project_id = $1 AND a.agent_id = $2
            ON CONFLICT (project_id, agent_id) DO UPDATE
               SET paused_until = NULL, pause_reason = NULL, breaker = 'closed', breaker_reason = NULL, breaker_since = NULL,
                   backoff_step = 0, next_allowed_at = NULL, unsuccessful = 0, restarts = '{}', signatures = '{}'
            RETURNING *""";

    /** Agents before their faults, and by their ids, as heartbeats are stored. */
    private static final String HOLD_FAULTY = """
            SELECT FROM agent a
             WHERE a.project_id = $1 AND a.agent_id IN (SELECT f.agent_id FROM agent_fault f
                                                         WHERE f.project_id = $1 AND f.cleared_at IS NULL AND f.expires_at > now())
             ORDER BY a.agent_id
               FOR NO KEY UPDATE""";

    private static final String STOP = """
            WITH faults AS (
                UPDATE agent_fault SET cleared_at = now(), config_version = nextval('agent_config_version')
                 WHERE project_id = $1 AND cleared_at IS NULL AND expires_at > now()
                RETURNING agent_id),
                 agents AS (
                UPDATE agent a SET changed_in = pg_current_xact_id()
                 WHERE a.project_id = $1 AND a.agent_id IN (SELECT agent_id FROM faults))
            INSERT INTO project_healing AS p (project_id, stopped_at, stop_reason) VALUES ($1, now(), $2)
            ON CONFLICT (project_id) DO UPDATE SET stopped_at = coalesce(p.stopped_at, now()), stop_reason = excluded.stop_reason
            RETURNING *""";

    /** Agents that are down now are not at once a storm again. */
    private static final String ALLOW = """
            WITH event AS (
                INSERT INTO healing_event (project_id, kind, detail)
                SELECT p.project_id, 'storm_ended', jsonb_build_object('reason', 'Somebody allowed recoveries.')
                  FROM project_healing p WHERE p.project_id = $1 AND p.storm_since IS NOT NULL)
            INSERT INTO project_healing AS p (project_id) VALUES ($1)
            ON CONFLICT (project_id) DO UPDATE
               SET stopped_at = NULL, stop_reason = NULL, storm_since = NULL,
                   storm_over_at = CASE WHEN p.storm_since IS NULL THEN p.storm_over_at ELSE now() END
            RETURNING *""";

    private final Pool pool;
    private final ObjectMapper mapper;

    HealingStore(Pool pool, ObjectMapper mapper) {
        this.pool = pool;
        this.mapper = mapper;
    }

    /** No id that is stored holds NUL, and PostgreSQL takes it in none. */
    static String storable(String id) {
        if (id.indexOf('\0') >= 0) {
            throw ProblemException.notFound(UNKNOWN_AGENT);
        }
        return id;
    }

    /** Fails with 404 for an agent that is not known. */
    Uni<Stored> decide(String project, String agentId, Wanted wanted) {
        OffsetDateTime pause = wanted.pausedUntil() == null ? null : wanted.pausedUntil().atOffset(ZoneOffset.UTC);
        return run(DECIDE, Tuple.of(project, agentId, wanted.policy().wireName(), pause, wanted.pauseReason(),
                wanted.target() == null ? null : json(wanted.target()))).map(HealingStore::stored);
    }

    /** Fails with 404 for an agent that is not known. */
    Uni<Stored> reset(String project, String agentId) {
        return run(RESET, Tuple.of(project, agentId)).map(HealingStore::stored);
    }

    Uni<OfProject> stop(String project, String reason) {
        return pool.withTransaction(connection -> connection.preparedQuery(HOLD_FAULTY).execute(Tuple.of(project))
                .chain(() -> connection.preparedQuery(STOP).execute(Tuple.of(project, reason))))
                .ifNoItem().after(LONGEST).fail().map(HealingStore::ofProject);
    }

    Uni<OfProject> allow(String project) {
        return run(ALLOW, Tuple.of(project)).map(HealingStore::ofProject);
    }

    private Uni<RowSet<Row>> run(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values).ifNoItem().after(LONGEST).fail();
    }

    private static Stored stored(RowSet<Row> rows) {
        Row row = rows.stream().findFirst().orElseThrow(() -> ProblemException.notFound(UNKNOWN_AGENT));
        return new Stored(row.getString("agent_id"), row.getString("policy"), instant(row, "paused_until"),
                row.getString("pause_reason"), row.getString("breaker"), row.getString("breaker_reason"),
                instant(row, "breaker_since"), instant(row, "next_allowed_at"));
    }

    private static OfProject ofProject(RowSet<Row> rows) {
        Row row = rows.iterator().next();
        return new OfProject(instant(row, "stopped_at"), row.getString("stop_reason"), instant(row, "storm_since"));
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read can be written", e);
        }
    }
}
