package io.agentops.ingest.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.contract.trace.SpanEvent;

/**
 * All spans of one trace within one batch, merged over the messages that carried them, and the messages themselves, which
 * share its fate.
 *
 * @param <M> what a message is to the caller
 */
final class TraceRows<M> {

    /** What is kept of the resources of one trace, in characters of JSON; spans of others go without their resource's. */
    static final int RESOURCE_CHARACTERS = 262_144;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private final TraceKey key;
    private final List<M> messages = new ArrayList<>();
    private final Map<String, Object[]> finished = new HashMap<>();
    private final Map<String, Object[]> unfinished = new HashMap<>();
    private final ObjectNode resources = JSON.createObjectNode();
    private Instant reportedAt;
    private final List<Span> reported = new ArrayList<>();
    private long spans;
    private long bytes;
    private boolean inPieces;
    private Optional<ReadTrace> ahead;
    private int resourceCharacters;

    TraceRows(TraceKey key) {
        this.key = key;
    }

    TraceKey key() {
        return key;
    }

    List<M> messages() {
        return messages;
    }

    ObjectNode resources() {
        return resources;
    }

    /** How many spans the messages hold, repeated ones included. */
    long spans() {
        return spans;
    }

    /** When the last of the messages reached the platform. */
    Instant reportedAt() {
        return reportedAt;
    }

    /** The UTC day the trace belongs to if it was never stored before: that of its first span. */
    LocalDate day() {
        return days().min(LocalDate::compareTo).orElseThrow();
    }

    /** The UTC days on which its spans, and so its runs, may have begun; at least one. */
    Stream<LocalDate> days() {
        int startedAt = RunTables.SPAN.indexOf("started_at");
        List<LocalDate> days = Stream.of(finished, unfinished).map(Map::values).flatMap(Collection::stream)
                .map(row -> (OffsetDateTime) row[startedAt]).filter(time -> time != null)
                .map(OffsetDateTime::toLocalDate).distinct().toList();
        return days.isEmpty() ? Stream.of(LocalDate.ofInstant(reportedAt, ZoneOffset.UTC)) : days.stream();
    }

    /** What it tells if nothing of it was stored before; read when it is first asked for, however often it is then stored. */
    Optional<ReadTrace> readOnce(Function<TraceRows<?>, Optional<ReadTrace>> reader) {
        if (ahead == null) {
            ahead = reader.apply(this);
            reported.clear();
        }
        return ahead;
    }

    /**
     * The spans as they would be read from the database if nothing of the trace was there before.
     *
     * @return empty where it has to be asked: one of them came in pieces, or they are too many to be read at once
     */
    Optional<List<Span>> asStored() {
        return inPieces || reported.size() > TraceSpans.TRACE_SPANS || bytes > TraceSpans.TRACE_BYTES
                ? Optional.empty()
                : Optional.of(reported.stream().map(TraceRows::stored).toList());
    }

    /** The resources, likewise. */
    Map<String, Map<String, Object>> storedResources() {
        Map<String, Map<String, Object>> stored = TraceSpans.resources(resources.toString());
        stored.replaceAll((name, attributes) -> Jsonb.stored(attributes));
        return stored;
    }

    private static Span stored(Span span) {
        return SpanBuilder.builder(span)
                .startedAt(micros(span.startedAt()))
                .endedAt(micros(span.endedAt()))
                .attributes(Jsonb.stored(span.attributes()))
                .events(span.events().isEmpty()
                        ? List.of()
                        : TraceSpans.events(events(span).text()).stream()
                                .map(event -> new SpanEvent(event.time(), event.name(),
                                        Jsonb.stored(event.attributes())))
                                .toList())
                .build();
    }

    private static Instant micros(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
    }

    List<Object[]> finished(LocalDate day) {
        return dated(finished, day);
    }

    List<Object[]> unfinished(LocalDate day) {
        return dated(unfinished, day);
    }

    private static List<Object[]> dated(Map<String, Object[]> rows, LocalDate day) {
        rows.values().forEach(row -> row[Table.DAY] = day);
        return List.copyOf(rows.values());
    }

    /**
     * Merges a message that came after all those added before.
     *
     * @param at when it reached the platform
     */
    void add(M message, SpanBatch batch, Instant at) {
        messages.add(message);
        reportedAt = reportedAt == null || at.isAfter(reportedAt) ? at : reportedAt;
        batch.resources().forEach(this::addResource);
        batch.spans().forEach(this::add);
        spans += batch.spans().size();
    }

    private void addResource(String name, Map<String, Object> attributes) {
        if (resourceCharacters < RESOURCE_CHARACTERS && !resources.has(name)) {
            JsonNode node = JSON.valueToTree(attributes);
            resources.set(name, node);
            resourceCharacters += node.toString().length();
        }
    }

    private void add(Span span) {
        boolean ended = span.endedAt() != null;
        JsonObject attributes = JsonObject.of(span.attributes());
        JsonObject events = span.events().isEmpty() ? JsonObject.EMPTY : events(span);
        int length = attributes.text().length() + events.text().length();
        Object[] row = {key.projectId(), null, key.traceId(), span.spanId(), ended, span.parentSpanId(),
                span.remoteParent(), span.name(), span.kind(), utc(span.startedAt()), utc(span.endedAt()),
                span.status(), span.statusMessage(), span.scope(), span.resource(),
                attributes, events, length};
        inPieces |= finished.containsKey(span.spanId()) || unfinished.containsKey(span.spanId());
        if (inPieces) {
            reported.clear();
        } else {
            reported.add(span);
        }
        bytes += length;
        (ended ? finished : unfinished).merge(span.spanId(), row, RunTables.SPAN::merge);
    }

    private static JsonObject events(Span span) {
        Map<String, JsonNode> byDigest = new HashMap<>();
        for (SpanEvent event : span.events()) {
            ObjectNode node = JSON.createObjectNode();
            node.put("time", event.time() == null ? null : event.time().toString());
            node.put("name", event.name());
            node.set("attributes", JSON.valueToTree(event.attributes()));
            byDigest.put(digest(node), node);
        }
        return JsonObject.of(byDigest);
    }

    private static String digest(JsonNode node) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(node.toString().getBytes(StandardCharsets.UTF_8)), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static OffsetDateTime utc(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
