package io.agentops.ingest.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.agentops.contract.trace.Span;
import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.genai.TraceMapper;
import io.agentops.ingest.genai.TraceMappers;
import io.agentops.ingest.genai.TraceRun;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Keeps the runs of traces equal to what their spans tell. What was read from fewer spans is replaced, and what is no longer
 * told is removed, unless somebody reported the run as such: then what the spans tell is merged into it.
 */
@Singleton
class TraceRuns {

    private static final Logger LOG = Logger.getLogger(TraceRuns.class);

    private static final String DONE = """
            UPDATE trace_key t
               SET mapper_version = $3, run_ids = w.run_ids::text[]
              FROM unnest($1::text[], $2::text[], $4::text[]) AS w(project_id, trace_id, run_ids)
             WHERE t.project_id = w.project_id AND t.trace_id = w.trace_id""";

    private final TraceMappers mappers;
    private final MeterRegistry meters;
    private final StaleRows staleRows = new StaleRows();

    /**
     * What the traces of one transaction brought.
     *
     * @param undescribed those of the runs whose failure groups are still to be described
     */
    record Written(Map<RunKey, RunDay> runs, List<RunKey> undescribed) {}

    TraceRuns(TraceMappers mappers, MeterRegistry meters) {
        this.meters = meters;
        this.mappers = mappers;
    }

    /**
     * What those of the traces tell that are whole, if nothing of them was stored before.
     *
     * @return without those for which the database has to be asked
     */
    Map<TraceKey, ReadTrace> readAhead(List<TraceRows<?>> traces) {
        Map<TraceKey, ReadTrace> read = new HashMap<>();
        for (TraceRows<?> trace : traces) {
            trace.readOnce(this::readAhead).ifPresent(told -> read.put(trace.key(), told));
        }
        return read;
    }

    private Optional<ReadTrace> readAhead(TraceRows<?> trace) {
        try {
            return trace.asStored().map(spans -> read(trace.key(), spans, trace.storedResources()));
        } catch (RuntimeException e) {
            LOG.debugf("Trace %s is read again, from what is stored", trace.key().traceId());
            return Optional.empty();
        }
    }

    /**
     * Completes once the runs are those of all spans stored; the traces are locked.
     *
     * @param ahead what new traces tell
     * @param trusted whether a run without a key may be called new
     * @return what was written
     */
    Uni<Written> write(SqlConnection connection, List<StoredTrace> traces,
            Map<TraceKey, ReadTrace> ahead, boolean trusted) {
        List<ToldTrace> told = new ArrayList<>();
        List<StoredTrace> unread = new ArrayList<>();
        for (StoredTrace trace : traces) {
            if (trace.isNew() && ahead.containsKey(trace.key())) {
                told.add(new ToldTrace(trace, List.of(), ahead.get(trace.key())));
            } else if (trace.spans() <= TraceSpans.MOST_KEPT) {
                unread.add(trace);
            }
        }
        meters.counter(IngestMetrics.UNMAPPED).increment(traces.size() - told.size() - unread.size());
        Written written = new Written(new HashMap<>(), new ArrayList<>());
        Uni<Void> done = unread.isEmpty()
                ? write(connection, told, trusted, written)
                : TraceSpans.groups(connection, unread)
                        .chain(groups -> writeGroups(connection, told, groups, trusted, written));
        return done.replaceWith(written);
    }

    /** What was read ahead goes with the first group, so that runs are locked in one order as long as one group holds all. */
    private Uni<Void> writeGroups(SqlConnection connection, List<ToldTrace> ahead, List<List<StoredTrace>> groups,
            boolean trusted, Written written) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (List<StoredTrace> group : groups) {
            List<ToldTrace> before = group == groups.get(0) ? ahead : List.of();
            done = done.chain(() -> TraceSpans.read(connection, group)
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .map(rows -> read(group, TraceSpans.byTrace(rows)))
                    .chain(told -> write(connection, Stream.of(before, told).flatMap(List::stream).toList(), trusted,
                            written)
                            .chain(() -> staleRows.remove(connection, told))
                            .chain(() -> done(connection, told))));
        }
        return done;
    }

    private Uni<Void> write(SqlConnection connection, List<ToldTrace> told, boolean trusted,
            Written written) {
        return told.isEmpty()
                ? Uni.createFrom().voidItem()
                : NamedRuns.link(connection, told).chain(() -> store(connection, told, trusted, written));
    }

    private List<ToldTrace> read(List<StoredTrace> group, Map<TraceKey, List<Row>> rows) {
        List<ToldTrace> told = new ArrayList<>();
        for (StoredTrace trace : group) {
            told(trace, rows.getOrDefault(trace.key(), List.of())).ifPresent(told::add);
        }
        return told;
    }

    /** The runs of a trace; none where the mapper fails, which must cost neither the spans nor the traces beside. */
    private Optional<ToldTrace> told(StoredTrace trace, List<Row> rows) {
        try {
            List<Span> spans = TraceSpans.decode(rows);
            return Optional.of(new ToldTrace(trace, spans,
                    read(trace.key(), spans, TraceSpans.resources(trace.resources()))));
        } catch (RuntimeException e) {
            meters.counter(IngestMetrics.UNMAPPED).increment();
            // Without the message, which may quote content.
            LOG.errorf("Trace %s keeps its spans, but its runs cannot be read: %s at %s", trace.key().traceId(),
                    e.getClass().getName(), e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
            return Optional.empty();
        }
    }

    private ReadTrace read(TraceKey key, List<Span> spans, Map<String, Map<String, Object>> resources) {
        return new ReadTrace(mappers.of(key.projectId()).read(key.traceId(), spans, resources));
    }

    private Uni<Void> store(SqlConnection connection, List<ToldTrace> traces, boolean trusted,
            Written written) {
        Map<RunKey, RunRows<StoredTrace>> byRun = new HashMap<>();
        for (ToldTrace trace : traces) {
            for (TraceRun told : trace.runs()) {
                byRun.computeIfAbsent(trace.runKey(told.run().runId()), run -> new RunRows<>(run, true))
                        .add(trace.stored(), told.run(), trace.stored().reportedAt());
            }
        }
        if (byRun.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<RunRows<StoredTrace>> runs = new ArrayList<>(byRun.values());
        runs.sort(Comparator.comparing(RunRows::key));
        // Keys are locked before rows, as by all writers.
        return RunKeys.assign(connection, runs, trusted).chain(dayOf -> {
            RunDigests digests = new RunDigests(runs, dayOf);
            written.runs.putAll(dayOf);
            written.undescribed.addAll(digests.others());
            return RunStore.reported(connection, runs)
                    // All that is stored of these came from spans, and stays that way while they are locked.
                    .chain(() -> RunDigests.lock(connection, digests.stored()))
                    .chain(replaceable -> NamedRuns.toldElsewhere(connection, traces).chain(shared -> {
                        List<Uni<Void>> statements = new ArrayList<>();
                        statements.add(digests.before(connection));
                        statements.addAll(write(connection, runs, dayOf, replaceable, shared));
                        statements.add(digests.after(connection));
                        return RunStore.inOrder(statements);
                    }));
        });
    }

    private static List<Uni<Void>> write(SqlConnection connection, List<RunRows<StoredTrace>> runs,
            Map<RunKey, RunDay> dayOf, Set<RunKey> replaceable, Set<RunKey> shared) {
        List<Uni<Void>> statements = new ArrayList<>();
        for (Table table : RunTables.ALL) {
            boolean ofRun = table == RunTables.RUN || table == RunTables.RUN_PAYLOAD;
            List<Object[]> first = new ArrayList<>();
            List<Object[]> replacing = new ArrayList<>();
            List<Object[]> replacingLast = new ArrayList<>();
            List<Object[]> merging = new ArrayList<>();
            List<Object[]> mergingLast = new ArrayList<>();
            for (RunRows<StoredTrace> run : runs) {
                // What several traces say of one run itself is merged; its children belong to one trace each.
                boolean replace = replaceable.contains(run.key()) && !(ofRun && shared.contains(run.key()));
                RunDay day = dayOf.get(run.key());
                (replace ? replacing : mergingLast).addAll(run.unfinished(table, day.day()));
                (replace ? replacingLast : day.isNew() ? first : merging).addAll(run.finished(table, day.day()));
            }
            statements.add(RunStore.write(connection, table, table.insert(), first));
            statements.add(RunStore.write(connection, table, table.replace(), replacing));
            statements.add(RunStore.write(connection, table, table.replace(), replacingLast));
            statements.add(RunStore.write(connection, table, table.upsert(), merging));
            statements.add(RunStore.write(connection, table, table.upsert(), mergingLast));
        }
        return statements;
    }

    private static Uni<Void> done(SqlConnection connection, List<ToldTrace> traces) {
        if (traces.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return connection.preparedQuery(DONE).execute(Tuple.of(
                traces.stream().map(trace -> trace.stored().key().projectId()).toArray(String[]::new),
                traces.stream().map(trace -> trace.stored().key().traceId()).toArray(String[]::new),
                TraceMapper.VERSION,
                traces.stream().map(trace -> trace.read().runIdsLiteral()).toArray(String[]::new)))
                .replaceWithVoid();
    }
}
