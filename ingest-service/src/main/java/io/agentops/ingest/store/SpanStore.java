package io.agentops.ingest.store;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.ingest.genai.TraceMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Writes spans to PostgreSQL, and with them, in the same transaction, the runs that all spans of their traces now tell of.
 * A trace is locked meanwhile, so that its runs are always those of all its spans.
 */
@Singleton
class SpanStore {

    /** As for runs: whatever is given up here is over on the server. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private static final String LOCK = """
            INSERT INTO trace_key AS t (project_id, trace_id, day, spans, resources, run_ids, mapper_version)
            SELECT w.project_id, w.trace_id, w.day, w.spans, w.resources::jsonb,
                   coalesce(w.run_ids::text[], '{}'), CASE WHEN w.run_ids IS NOT NULL THEN $7::int END
              FROM unnest($1::text[], $2::text[], $3::date[], $4::bigint[], $5::text[], $6::text[])
                   AS w(project_id, trace_id, day, spans, resources, run_ids)
            ON CONFLICT (project_id, trace_id) DO UPDATE SET spans = t.spans + excluded.spans,
                resources = CASE WHEN length(t.resources::text) < $8 THEN t.resources || excluded.resources
                                 ELSE t.resources END
            RETURNING t.project_id, t.trace_id, t.day, t.spans, t.run_ids, t.resources::text AS resources, old.trace_id IS NULL AS added""";

    private final Pool pool;
    private final RunDays days;
    private final TraceRuns traceRuns;

    SpanStore(Pool pool, RunDays days, TraceRuns traceRuns) {
        this.pool = pool;
        this.days = days;
        this.traceRuns = traceRuns;
    }

    /**
     * Stores all of the traces' spans or none.
     *
     * @param last what else the transaction does, before it ends
     * @return the runs that were written with them
     */
    Uni<Map<RunKey, RunDay>> store(List<? extends TraceRows<?>> traces, Function<SqlConnection, Uni<Void>> last) {
        List<TraceRows<?>> sorted = new ArrayList<>(traces);
        sorted.sort(Comparator.comparing(TraceRows::key));
        return days.prepare(pool, sorted.stream().flatMap(TraceRows::days)).ifNoItem().after(LONGEST).fail()
                .onFailure().transform(e -> new IllegalStateException("A day has no partitions yet", e))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(prepared -> traceRuns.readAhead(sorted))
                .chain(ahead -> FirstWrites.trustKeysOnce(trusted -> pool
                        .withTransaction(connection -> lock(connection, sorted, ahead, trusted)
                                .chain(locked -> write(connection, sorted, locked)
                                        .chain(() -> traceRuns.write(connection, locked, ahead, trusted)))
                                .chain(written -> RunDigests.describe(connection, written.undescribed())
                                        .chain(() -> last.apply(connection)).replaceWith(written.runs())))
                        .ifNoItem().after(LONGEST).fail()));
    }

    private static Uni<List<StoredTrace>> lock(SqlConnection connection, List<TraceRows<?>> traces,
            Map<TraceKey, ReadTrace> ahead, boolean trusted) {
        Map<TraceKey, TraceRows<?>> byKey = new HashMap<>();
        traces.forEach(trace -> byKey.put(trace.key(), trace));
        return connection.preparedQuery(LOCK).execute(Tuple.tuple()
                .addValue(traces.stream().map(trace -> trace.key().projectId()).toArray(String[]::new))
                .addValue(traces.stream().map(trace -> trace.key().traceId()).toArray(String[]::new))
                .addValue(traces.stream().map(TraceRows::day).toArray(LocalDate[]::new))
                .addValue(traces.stream().map(TraceRows::spans).toArray(Long[]::new))
                .addValue(traces.stream().map(TraceRows::resources).map(ObjectNode::toString).toArray(String[]::new))
                .addValue(traces.stream().map(trace -> ahead.get(trace.key()))
                        .map(read -> read == null ? null : read.runIdsLiteral()).toArray(String[]::new))
                .addInteger(TraceMapper.VERSION)
                .addInteger(TraceRows.RESOURCE_CHARACTERS))
                .map(rows -> {
                    List<StoredTrace> locked = new ArrayList<>();
                    for (Row row : rows) {
                        TraceKey key = new TraceKey(row.getString("project_id"), row.getString("trace_id"));
                        TraceRows<?> batch = byKey.get(key);
                        boolean isNew = trusted && row.getBoolean("added");
                        locked.add(new StoredTrace(key, row.getLocalDate("day"), row.getLong("spans"),
                                isNew ? List.of() : List.of(row.getArrayOfStrings("run_ids")),
                                row.getString("resources"), isNew, batch.reportedAt()));
                    }
                    return locked;
                });
    }

    private static Uni<Void> write(SqlConnection connection, List<TraceRows<?>> traces, List<StoredTrace> locked) {
        Map<TraceKey, StoredTrace> byKey = new HashMap<>();
        locked.forEach(trace -> byKey.put(trace.key(), trace));
        List<Object[]> first = new ArrayList<>();
        List<Object[]> finished = new ArrayList<>();
        List<Object[]> unfinished = new ArrayList<>();
        for (TraceRows<?> trace : traces) {
            StoredTrace stored = byKey.get(trace.key());
            (stored.isNew() ? first : finished).addAll(trace.finished(stored.day()));
            unfinished.addAll(trace.unfinished(stored.day()));
        }
        return RunStore.inOrder(List.of(
                RunStore.write(connection, RunTables.SPAN, RunTables.SPAN.insert(), first),
                RunStore.write(connection, RunTables.SPAN, RunTables.SPAN.upsert(), finished),
                RunStore.write(connection, RunTables.SPAN, RunTables.SPAN.upsert(), unfinished)));
    }
}
