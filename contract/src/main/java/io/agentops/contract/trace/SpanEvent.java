package io.agentops.contract.trace;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Something that happened within a span: an event of the span, or a log record that names it.
 *
 * @param name the event's name
 * @param attributes a log record's body stands under {@code body}
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SpanEvent(Instant time, String name, Map<String, Object> attributes) {

    /** The order in which events happened. */
    public static final Comparator<SpanEvent> BY_TIME = Comparator
            .comparing(SpanEvent::time, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(SpanEvent::name, Comparator.nullsLast(Comparator.naturalOrder()));

    public SpanEvent {
        attributes = attributes == null ? Map.of() : attributes;
    }
}
