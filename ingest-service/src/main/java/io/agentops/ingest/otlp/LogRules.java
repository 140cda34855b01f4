package io.agentops.ingest.otlp;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.contract.trace.SpanEvent;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;

/** Keeps the log records that tell of agents: each becomes an event of the span it names. */
final class LogRules {

    private static final String EVENT_NAME = "event.name";
    private static final String EXCEPTION = "exception";
    private static final String EXCEPTION_TYPE = "exception.type";
    private static final String GEN_AI = "gen_ai.";
    private static final String BODY = "body";

    private final SpanRules rules;

    LogRules(SpanRules rules) {
        this.rules = rules;
    }

    /** A span of which nothing is known but its id and this event. */
    Span keep(LogRecord log) throws Refused {
        if (log.getTraceId().isEmpty() || log.getSpanId().isEmpty()) {
            throw new Refused("has no trace and span id");
        }
        Attributes attributes = rules.attributes();
        Map<String, Object> kept = attributes.keep(log.getAttributesList(), SpanRules.EVENT_ATTRIBUTES);
        String name = name(log);
        if (!name.startsWith(GEN_AI) && !name.equals(EXCEPTION) && !kept.containsKey(EXCEPTION_TYPE)) {
            throw new Refused("not a GenAI event");
        }
        Object body = attributes.keep(log.getBody());
        if (body != null) {
            kept.put(BODY, body);
        }
        SpanEvent event = new SpanEvent(time(log),
                SpanRules.name("event_name", name.isEmpty() ? EXCEPTION : name), kept);
        return SpanBuilder.builder()
                .spanId(SpanRules.id("span_id", log.getSpanId(), SpanRules.SPAN_ID_BYTES))
                .events(List.of(event))
                .build();
    }

    /** Before it became a field of its own, the name was an attribute. */
    private static String name(LogRecord log) {
        if (!log.getEventName().isEmpty()) {
            return log.getEventName();
        }
        return log.getAttributesList().stream().filter(attribute -> attribute.getKey().equals(EVENT_NAME))
                .map(KeyValue::getValue).map(value -> value.getStringValue()).findFirst().orElse("");
    }

    private Instant time(LogRecord log) throws Refused {
        return log.getTimeUnixNano() == 0
                ? rules.time("observed_time_unix_nano", log.getObservedTimeUnixNano())
                : rules.time("time_unix_nano", log.getTimeUnixNano());
    }
}
