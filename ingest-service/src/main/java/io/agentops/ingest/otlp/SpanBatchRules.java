package io.agentops.ingest.otlp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.contract.trace.SpanEvent;

/** What a batch must keep beyond its types: what the doors make sure of. Collects every breach, up to a bound. */
final class SpanBatchRules {

    private static final int MOST_FLAWS = 5;
    private static final int TRACE_ID_DIGITS = 32;
    private static final int SPAN_ID_DIGITS = 16;
    private static final Set<String> KINDS = Set.of("internal", "server", "client", "producer", "consumer");
    private static final Set<String> STATUSES = Set.of("ok", "error");

    private final Instant latest;
    private final List<String> flaws = new ArrayList<>();

    /** Checks against a clock: no time may be after {@code latest}. */
    SpanBatchRules(Instant latest) {
        this.latest = latest;
    }

    /** What is wrong and where, as JSON pointers with words; empty where nothing is. */
    List<String> check(SpanBatch batch) {
        if (!isId(batch.traceId(), TRACE_ID_DIGITS)) {
            add("/trace_id", "must be 32 lower-case hexadecimal digits, not all zero");
        }
        if (batch.spans().isEmpty()) {
            add("/spans", "must not be empty");
        }
        batch.resources().forEach((key, attributes) -> {
            text("/resources", key, SpanRules.NAME_LENGTH);
            attributes("/resources", attributes, SpanRules.ATTRIBUTES);
        });
        for (int i = 0; i < batch.spans().size() && flaws.size() < MOST_FLAWS; i++) {
            Span span = batch.spans().get(i);
            if (span == null) {
                add("/spans/" + i, "must not be null");
            } else {
                span("/spans/" + i, span, batch);
            }
        }
        return flaws;
    }

    private void span(String at, Span span, SpanBatch batch) {
        spanId(at + "/span_id", span.spanId());
        if (span.parentSpanId() != null) {
            spanId(at + "/parent_span_id", span.parentSpanId());
        }
        nameAndTimes(at, span);
        oneOf(at + "/kind", span.kind(), KINDS);
        oneOf(at + "/status", span.status(), STATUSES);
        text(at + "/status_message", span.statusMessage(), Attributes.STRING_LENGTH);
        text(at + "/scope", span.scope(), SpanRules.NAME_LENGTH);
        if (span.resource() != null && !batch.resources().containsKey(span.resource())) {
            add(at + "/resource", "must be a key of the resources");
        }
        attributes(at + "/attributes", span.attributes(), SpanRules.ATTRIBUTES + 1);
        if (span.attributes().containsKey(SpanRules.RUN_ID)
                && !SpanRules.isRunId(span.attributes().get(SpanRules.RUN_ID))) {
            add(at + "/attributes/" + SpanRules.RUN_ID,
                    "must be 1-%d characters without control characters".formatted(SpanRules.RUN_ID_LENGTH));
        }
        events(at + "/events", span.events());
    }

    private void nameAndTimes(String at, Span span) {
        if (span.name() == null && span.startedAt() == null && !span.events().isEmpty()) {
            return;
        }
        name(at + "/name", span.name());
        time(at + "/started_at", span.startedAt());
        if (span.endedAt() != null) {
            time(at + "/ended_at", span.endedAt());
            if (span.startedAt() != null && span.endedAt().isBefore(span.startedAt())) {
                add(at + "/ended_at", "must not be before started_at");
            }
        }
    }

    private void events(String at, List<SpanEvent> events) {
        if (events.size() > SpanRules.EVENTS) {
            add(at, "must have at most %,d entries".formatted(SpanRules.EVENTS));
        }
        for (int i = 0; i < events.size() && flaws.size() < MOST_FLAWS; i++) {
            SpanEvent event = events.get(i);
            if (event == null) {
                add(at + "/" + i, "must not be null");
                continue;
            }
            name(at + "/" + i + "/name", event.name());
            time(at + "/" + i + "/time", event.time());
            attributes(at + "/" + i + "/attributes", event.attributes(), SpanRules.EVENT_ATTRIBUTES + 1);
        }
    }

    private void attributes(String at, Map<String, Object> attributes, int most) {
        if (attributes == null) {
            add(at, "must not be null");
            return;
        }
        if (attributes.size() > most) {
            add(at, "must have at most %,d entries".formatted(most));
        }
        value(at, attributes, 0);
    }

    /** Names no key: they are whatever a producer wrote. */
    private void value(String at, Object value, int depth) {
        if (depth > Attributes.MOST_NESTED + 1) {
            add(at, "must be nested at most %d deep".formatted(Attributes.MOST_NESTED));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, one) -> {
                text(at, (String) key, Attributes.KEY_LENGTH);
                value(at, one, depth + 1);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(one -> value(at, one, depth + 1));
        } else if (value instanceof String string) {
            text(at, string, Attributes.STRING_LENGTH);
        } else if (!(value instanceof Boolean) && !isNumber(value)) {
            add(at, "must hold strings, finite numbers of 64 bits, booleans, lists and maps only");
        }
    }

    private static boolean isNumber(Object value) {
        return value instanceof Integer || value instanceof Long
                || (value instanceof Double number && Double.isFinite(number));
    }

    private void spanId(String at, String id) {
        if (!isId(id, SPAN_ID_DIGITS)) {
            add(at, "must be 16 lower-case hexadecimal digits, not all zero");
        }
    }

    private static boolean isId(String id, int digits) {
        if (id == null || id.length() != digits) {
            return false;
        }
        boolean isZero = true;
        for (int i = 0; i < digits; i++) {
            char c = id.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
            isZero &= c == '0';
        }
        return !isZero;
    }

    private void name(String at, String name) {
        if (name == null || name.isBlank()) {
            add(at, "is required");
        } else {
            text(at, name, SpanRules.NAME_LENGTH);
        }
    }

    private void time(String at, Instant time) {
        if (time == null) {
            add(at, "is required");
        } else if (time.isBefore(SpanRules.EARLIEST) || time.isAfter(latest)) {
            add(at, "must be between the year 2000 and 24 hours from now");
        }
    }

    private void oneOf(String at, String value, Set<String> allowed) {
        if (value != null && !allowed.contains(value)) {
            add(at, "must be one of " + String.join(", ", allowed.stream().sorted().toList()));
        }
    }

    private void text(String at, String text, int most) {
        if (text == null) {
            return;
        }
        if (text.length() > most) {
            add(at, "must hold texts of at most %,d characters".formatted(most));
        } else {
            Text.flaw(text).ifPresent(flaw -> add(at, flaw));
        }
    }

    private void add(String at, String message) {
        if (flaws.size() < MOST_FLAWS) {
            flaws.add(at + " " + message);
        }
    }
}
