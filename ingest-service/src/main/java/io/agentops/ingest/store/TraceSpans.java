package io.agentops.ingest.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.contract.trace.SpanEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads the stored spans of traces, in groups that fit into memory. */
final class TraceSpans {

    /** The most of one trace that is read for its runs, in characters of JSON. */
    static final int TRACE_BYTES = 16 * 1024 * 1024;
    /** The most spans of one trace that are read for its runs. */
    static final int TRACE_SPANS = 10_000;
    /** A trace to which more spans came is no longer read: its reporter uses one id for everything. */
    static final int MOST_KEPT = 5 * TRACE_SPANS;
    private static final int GROUP_BYTES = 8 * 1024 * 1024;

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {
    };
    private static final TypeReference<Map<String, SpanEvent>> EVENTS = new TypeReference<>() {
    };
    private static final TypeReference<Map<String, Map<String, Object>>> RESOURCES = new TypeReference<>() {
    };
    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private static final String WANTED = """
              FROM unnest($1::text[], $2::date[], $3::text[]) AS w(project_id, day, trace_id)
            """;

    private static final String SIZES = """
            SELECT w.project_id, w.trace_id, sum(s.bytes) AS bytes
            """ + WANTED + """
             JOIN span s ON s.project_id = w.project_id AND s.day = w.day AND s.trace_id = w.trace_id
            GROUP BY 1, 2""";

    private static final String READ = """
            SELECT s.project_id, s.trace_id, s.span_id, s.parent_span_id, s.remote_parent, s.name, s.kind, s.started_at,
                   s.ended_at, s.status, s.status_message, s.scope, s.resource, s.attributes::text AS attributes,
                   s.events::text AS events
            """ + WANTED + """
            CROSS JOIN LATERAL (
               SELECT *, sum(s.bytes) OVER (ORDER BY s.started_at, s.span_id) AS bytes_so_far FROM span s
                WHERE s.project_id = w.project_id AND s.day = w.day AND s.trace_id = w.trace_id
                ORDER BY s.started_at, s.span_id LIMIT $4) s
            WHERE s.bytes_so_far <= $5""";

    private TraceSpans() {}

    /** The traces in groups whose spans may be in memory at once. */
    static Uni<List<List<StoredTrace>>> groups(SqlConnection connection, List<StoredTrace> traces) {
        if (traces.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return connection.preparedQuery(SIZES).execute(wanted(traces)).map(rows -> {
            Map<TraceKey, Long> bytes = new HashMap<>();
            for (Row row : rows) {
                bytes.put(key(row), row.getLong("bytes"));
            }
            List<List<StoredTrace>> groups = new ArrayList<>();
            long size = GROUP_BYTES;
            for (StoredTrace trace : traces) {
                if (size >= GROUP_BYTES) {
                    groups.add(new ArrayList<>());
                    size = 0;
                }
                groups.get(groups.size() - 1).add(trace);
                size += bytes.getOrDefault(trace.key(), 0L);
            }
            return groups;
        });
    }

    /** The rows of a group's spans. */
    static Uni<RowSet<Row>> read(SqlConnection connection, List<StoredTrace> traces) {
        return connection.preparedQuery(READ)
                .execute(wanted(traces).addInteger(TRACE_SPANS).addInteger(TRACE_BYTES));
    }

    /** The rows of each trace. */
    static Map<TraceKey, List<Row>> byTrace(RowSet<Row> rows) {
        Map<TraceKey, List<Row>> byTrace = new HashMap<>();
        for (Row row : rows) {
            byTrace.computeIfAbsent(key(row), key -> new ArrayList<>()).add(row);
        }
        return byTrace;
    }

    static List<Span> decode(List<Row> rows) {
        return rows.stream().map(TraceSpans::span).toList();
    }

    /** The events of a span by digest, in their order. */
    static List<SpanEvent> events(String json) {
        return read(json, EVENTS).values().stream().sorted(SpanEvent.BY_TIME).toList();
    }

    static Map<String, Map<String, Object>> resources(String json) {
        return read(json, RESOURCES);
    }

    private static Tuple wanted(List<StoredTrace> traces) {
        return Tuple.tuple()
                .addValue(traces.stream().map(trace -> trace.key().projectId()).toArray(String[]::new))
                .addValue(traces.stream().map(StoredTrace::day).toArray(LocalDate[]::new))
                .addValue(traces.stream().map(trace -> trace.key().traceId()).toArray(String[]::new));
    }

    private static TraceKey key(Row row) {
        return new TraceKey(row.getString("project_id"), row.getString("trace_id"));
    }

    private static Span span(Row row) {
        return SpanBuilder.builder()
                .spanId(row.getString("span_id"))
                .parentSpanId(row.getString("parent_span_id"))
                .remoteParent(row.getBoolean("remote_parent"))
                .name(row.getString("name"))
                .kind(row.getString("kind"))
                .startedAt(instant(row, "started_at"))
                .endedAt(instant(row, "ended_at"))
                .status(row.getString("status"))
                .statusMessage(row.getString("status_message"))
                .scope(row.getString("scope"))
                .resource(row.getString("resource"))
                .attributes(read(row.getString("attributes"), OBJECT))
                .events(events(row.getString("events")))
                .build();
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            // Without its cause, whose message quotes the content.
            throw new IllegalStateException("a stored span cannot be read: " + e.getClass().getSimpleName());
        }
    }
}
