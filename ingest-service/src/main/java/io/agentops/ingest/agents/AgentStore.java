package io.agentops.ingest.agents;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.agentops.contract.agent.FaultState;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.agent.HeartbeatBuilder;
import io.agentops.ingest.store.RunDays;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Writes what heartbeats say to PostgreSQL: one sorted, set-based statement a table, one transaction a batch. */
@Singleton
class AgentStore {

    /** Longer than the server lets a transaction live, so that whatever is given up here is over. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    /**
     * A heartbeat that does not say since when its status is has the time at which it came, and leaves that of a status that stays. What
     * one leaves out of who its agent is stays as well. One that tells of less than what is stored changes nothing, and gives no row.
     */
    private static final String UPSERT = """
            INSERT INTO agent AS a (project_id, agent_id, agent_name, agent_version, environment, status, status_since, reason, latency_ms,
                                    error_rate, sidecar_id, sequence, restarts, heard_at, told, heartbeat)
            SELECT project_id, agent_id, coalesce(agent_name, agent_id), agent_version, environment, status, coalesce(status_since, heard_at),
                   reason, latency_ms, error_rate, sidecar_id, sequence, restarts, heard_at, told, heartbeat::jsonb
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::float8[],
                          $10::float8[], $11::text[], $12::bigint[], $13::int[], $14::timestamptz[], $15::text[], $16::text[])
                AS w(project_id, agent_id, agent_name, agent_version, environment, status, status_since, reason, latency_ms, error_rate,
                     sidecar_id, sequence, restarts, heard_at, told, heartbeat)
            ON CONFLICT (project_id, agent_id) DO UPDATE
               SET agent_name = CASE WHEN excluded.agent_name = excluded.agent_id THEN a.agent_name ELSE excluded.agent_name END,
                   agent_version = coalesce(excluded.agent_version, a.agent_version),
                   environment = coalesce(excluded.environment, a.environment),
                   status = excluded.status,
                   status_since = CASE WHEN excluded.status_since = excluded.heard_at AND excluded.status = a.status AND NOT a.silent
                                       THEN a.status_since ELSE excluded.status_since END,
                   reason = excluded.reason, silent = false, latency_ms = excluded.latency_ms, error_rate = excluded.error_rate,
                   sidecar_id = excluded.sidecar_id, sequence = excluded.sequence, restarts = excluded.restarts,
                   heard_at = excluded.heard_at, told = excluded.told, heartbeat = excluded.heartbeat,
                   changed_in = CASE WHEN a.silent OR a.told <> excluded.told
                                          OR coalesce(excluded.agent_version <> a.agent_version, excluded.agent_version IS NOT NULL AND a.agent_version IS NULL)
                                          OR coalesce(excluded.environment <> a.environment, excluded.environment IS NOT NULL AND a.environment IS NULL)
                                     THEN pg_current_xact_id() ELSE a.changed_in END
             WHERE CASE WHEN a.sidecar_id = excluded.sidecar_id AND a.sidecar_id <> '' THEN excluded.sequence > a.sequence
                        ELSE (excluded.heard_at, excluded.sidecar_id) > (a.heard_at, a.sidecar_id) END
            RETURNING a.project_id, a.agent_id, old.told AS told_before, coalesce(old.silent, false) AS was_silent""";

    private static final String EVENTS = """
            INSERT INTO agent_event (project_id, agent_id, day, kind, key, at, detail)
            SELECT project_id, agent_id, day, kind, key, at, detail::jsonb
              FROM unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
                AS w(project_id, agent_id, day, kind, key, at, detail)
            ON CONFLICT DO NOTHING""";

    /** What a sidecar says has ended has ended, whatever comes late. */
    private static final String FAULTS = """
            UPDATE agent_fault f
               SET phase = w.phase, phase_reason = w.reason, affected = greatest(f.affected, w.affected), told_at = w.at
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[])
                AS w(project_id, agent_id, fault_id, phase, reason, affected, at)
             WHERE f.project_id = w.project_id AND f.fault_id = w.fault_id AND f.agent_id = w.agent_id
               AND (f.phase IS NULL OR f.phase = 'active') AND (f.phase IS DISTINCT FROM w.phase OR f.affected < w.affected)""";

    private final Pool pool;
    private final RunDays days;
    private final ObjectWriter writer;

    AgentStore(Pool pool, RunDays days, ObjectMapper mapper) {
        this.pool = pool;
        this.days = days;
        this.writer = mapper.writerFor(Heartbeat.class);
    }

    private record Happened(AgentKey agent, AgentEvent event) {}

    /**
     * Stores all of it or nothing.
     *
     * @param last what else the transaction does, before it ends
     */
    Uni<Void> store(List<AgentRow> agents, Function<SqlConnection, Uni<Void>> last) {
        List<AgentRow> sorted = agents.stream().sorted(Comparator.comparing(AgentRow::key)).toList();
        return days.prepare(pool, sorted.stream().flatMap(AgentRow::days)).ifNoItem().after(LONGEST).fail()
                .onFailure().transform(e -> new IllegalStateException("A day has no partitions yet", e))
                .chain(() -> pool.withTransaction(
                        connection -> connection.preparedQuery(UPSERT).execute(rows(sorted))
                                .chain(stored -> events(connection, sorted, stored))
                                .chain(() -> faults(connection, sorted))
                                .chain(() -> last.apply(connection)))
                        .ifNoItem().after(LONGEST).fail());
    }

    /** Of an agent whose row was not written, all is told that came: it may be known, or the past of which nobody told. */
    private Uni<Void> events(SqlConnection connection, List<AgentRow> agents, RowSet<Row> stored) {
        Map<AgentKey, Row> written = new HashMap<>();
        stored.forEach(
                row -> written.put(new AgentKey(row.getString("project_id"), row.getString("agent_id")), row));
        List<Happened> all = new ArrayList<>();
        for (AgentRow agent : agents) {
            Row row = written.get(agent.key());
            agent.eventsBeyond(row == null ? null : row.getString("told_before"))
                    .forEach(event -> all.add(new Happened(agent.key(), event)));
            if (row != null && row.getBoolean("was_silent")) {
                all.add(new Happened(agent.key(), AgentEvent.heardAgain(agent.latest())));
            }
        }
        return all.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(EVENTS).execute(eventRows(all)).replaceWithVoid();
    }

    private static Uni<Void> faults(SqlConnection connection, List<AgentRow> agents) {
        List<Object[]> rows = new ArrayList<>();
        for (AgentRow agent : agents) {
            Map<String, FaultState> each = agent.latest().heartbeat().faults().stream()
                    .collect(Collectors.toMap(FaultState::faultId, fault -> fault, (first, second) -> second));
            each.values().forEach(fault -> rows.add(new Object[]{agent.key().projectId(), agent.key().agentId(),
                    fault.faultId(), fault.phase().wireName(), fault.reason(), fault.affected(),
                    agent.latest().at().atOffset(ZoneOffset.UTC)}));
        }
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(FAULTS).execute(Tuple.tuple()
                        .addValue(column(rows, 0, String[]::new)).addValue(column(rows, 1, String[]::new))
                        .addValue(column(rows, 2, String[]::new)).addValue(column(rows, 3, String[]::new))
                        .addValue(column(rows, 4, String[]::new)).addValue(column(rows, 5, Long[]::new))
                        .addValue(column(rows, 6, OffsetDateTime[]::new))).replaceWithVoid();
    }

    @SuppressWarnings("SuspiciousToArrayCall") // The columns are of their types.
    private static <T> T[] column(List<Object[]> rows, int index, IntFunction<T[]> array) {
        return rows.stream().map(row -> row[index]).toArray(array);
    }

    private static Tuple eventRows(List<Happened> all) {
        return Tuple.tuple()
                .addValue(all.stream().map(one -> one.agent.projectId()).toArray(String[]::new))
                .addValue(all.stream().map(one -> one.agent.agentId()).toArray(String[]::new))
                .addValue(all.stream().map(one -> one.event.day()).toArray(LocalDate[]::new))
                .addValue(all.stream().map(one -> one.event.kind().wireName()).toArray(String[]::new))
                .addValue(all.stream().map(one -> one.event.key()).toArray(String[]::new))
                .addValue(all.stream().map(one -> utc(one.event.at())).toArray(OffsetDateTime[]::new))
                .addValue(all.stream().map(one -> one.event.detail().encode()).toArray(String[]::new));
    }

    private Tuple rows(List<AgentRow> agents) {
        List<Heartbeat> latest = agents.stream().map(agent -> agent.latest().heartbeat()).toList();
        return Tuple.tuple()
                .addValue(agents.stream().map(agent -> agent.key().projectId()).toArray(String[]::new))
                .addValue(latest.stream().map(Heartbeat::agentId).toArray(String[]::new))
                .addValue(latest.stream().map(Heartbeat::agentName).toArray(String[]::new))
                .addValue(latest.stream().map(Heartbeat::agentVersion).toArray(String[]::new))
                .addValue(latest.stream().map(Heartbeat::environment).toArray(String[]::new))
                .addValue(latest.stream().map(one -> one.status().name()).toArray(String[]::new))
                .addValue(latest.stream().map(one -> utc(one.statusSince())).toArray(OffsetDateTime[]::new))
                .addValue(latest.stream().map(Heartbeat::reason).toArray(String[]::new))
                .addValue(latest.stream().map(Heartbeat::latencyMs).toArray(Double[]::new))
                .addValue(latest.stream().map(Heartbeat::errorRate).toArray(Double[]::new))
                .addValue(agents.stream().map(agent -> agent.latest().sidecar()).toArray(String[]::new))
                .addValue(latest.stream().map(Heartbeat::sequence).toArray(Long[]::new))
                .addValue(latest.stream().map(one -> one.process() == null ? 0 : one.process().restarts())
                        .toArray(Integer[]::new))
                .addValue(agents.stream().map(agent -> utc(agent.latest().at())).toArray(OffsetDateTime[]::new))
                .addValue(agents.stream().map(AgentRow::told).toArray(String[]::new))
                .addValue(latest.stream().map(this::json).toArray(String[]::new));
    }

    /** Without what it tells of earlier ones, which are not lately. */
    private String json(Heartbeat heartbeat) {
        try {
            return writer.writeValueAsString(HeartbeatBuilder.builder(heartbeat).missed(List.of()).build());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read can be written", e);
        }
    }

    private static OffsetDateTime utc(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
