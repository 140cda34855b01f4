package io.agentops.contract.trace;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * A span of OpenTelemetry as it is kept, after the privacy filter and before any reading of what it means. A span of which
 * only events are known has neither a name nor a time: its log records came first.
 *
 * @param spanId 16 lower-case hexadecimal digits
 * @param parentSpanId null for a root
 * @param remoteParent whether the parent is known to be in another process, which may never report it
 * @param kind {@code internal}, {@code server}, {@code client}, {@code producer} or {@code consumer}
 * @param endedAt null for a span that was reported when it began
 * @param status {@code ok} or {@code error}; null where unset
 * @param scope the instrumentation library's name
 * @param resource a key of {@link SpanBatch#resources()}
 * @param attributes values are strings, numbers, booleans, lists and maps
 */
@RecordBuilder
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Span(
        String spanId,
        String parentSpanId,
        Boolean remoteParent,
        String name,
        String kind,
        Instant startedAt,
        Instant endedAt,
        String status,
        String statusMessage,
        String scope,
        String resource,
        Map<String, Object> attributes,
        List<SpanEvent> events) {

    public Span {
        attributes = attributes == null ? Map.of() : attributes;
        events = events == null ? List.of() : events;
    }
}
