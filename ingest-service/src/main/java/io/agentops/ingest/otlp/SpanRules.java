package io.agentops.ingest.otlp;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.contract.trace.SpanEvent;

/**
 * What a span must keep, and how it is kept. A span is refused only for what would give it a wrong place or could not be
 * stored; everything else that goes beyond a bound is cut.
 */
final class SpanRules {

    static final int TRACE_ID_BYTES = 16;
    static final int SPAN_ID_BYTES = 8;
    static final int NAME_LENGTH = 500;
    static final int RUN_ID_LENGTH = 200;
    static final int ATTRIBUTES = 512;
    static final int EVENTS = 512;
    static final int EVENT_ATTRIBUTES = 64;
    /** Before any agent ran; a time below it is a broken clock or a number in the wrong unit. */
    static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    static final String RUN_ID = "agentops.run.id";
    static final String DROPPED_ATTRIBUTES = "agentops.dropped_attributes";

    private static final HexFormat HEX = HexFormat.of();
    private static final String UNNAMED = "unnamed";
    private static final int HAS_IS_REMOTE = 0x100;
    private static final int IS_REMOTE = 0x200;
    private static final long NANOS = 1_000_000_000;

    private final Instant latest;
    private final Room room = new Room();

    /** The rules of one request. No time may be after {@code latest}. */
    SpanRules(Instant latest) {
        this.latest = latest;
    }

    /** The span as it is kept. */
    Span keep(io.opentelemetry.proto.trace.v1.Span span, String scope, String resource) throws Refused {
        String parent = parent(span.getParentSpanId());
        Instant start = time("start_time_unix_nano", span.getStartTimeUnixNano());
        Attributes attributes = attributes();
        return SpanBuilder.builder()
                .spanId(id("span_id", span.getSpanId(), SPAN_ID_BYTES))
                .parentSpanId(parent)
                .remoteParent(parent == null ? null : remoteParent(span.getFlags()))
                .name(name("name", span.getName()))
                .kind(kind(span.getKind()))
                .startedAt(start)
                .endedAt(end(span.getEndTimeUnixNano(), start))
                .status(status(span.getStatus()))
                .statusMessage(orNull(Text.kept("status.message", span.getStatus().getMessage(),
                        Attributes.STRING_LENGTH)))
                .scope(orNull(Text.kept("scope.name", scope, NAME_LENGTH)))
                .resource(resource)
                .attributes(attributes(span, attributes))
                .events(events(span.getEventsList(), start, attributes))
                .build();
    }

    /** For what carries attributes: all of the request share one bound. */
    Attributes attributes() {
        return new Attributes(room);
    }

    /** An id as lower-case hexadecimal digits. */
    static String id(String name, ByteString id, int bytes) throws Refused {
        if (id.size() != bytes || isZero(id)) {
            throw new Refused("%s must be %d bytes, not all zero".formatted(name, bytes));
        }
        return HEX.formatHex(id.toByteArray());
    }

    /** A name that may be missing, and is cut. */
    static String name(String field, String name) throws Refused {
        String kept = Text.kept(field, name, NAME_LENGTH);
        return kept.isBlank() ? UNNAMED : kept;
    }

    /** A time in microseconds, from unsigned nanoseconds since 1970. */
    Instant time(String name, long unixNano) throws Refused {
        Instant time = instant(unixNano);
        if (time.isBefore(EARLIEST) || time.isAfter(latest)) {
            throw new Refused(name + " must be between the year 2000 and 24 hours from now");
        }
        return time;
    }

    private static Instant instant(long unixNano) {
        return Instant.ofEpochSecond(Long.divideUnsigned(unixNano, NANOS), Long.remainderUnsigned(unixNano, NANOS))
                .truncatedTo(ChronoUnit.MICROS);
    }

    /** Clocks are set back while spans run: such a span took no time, but did take place. */
    private Instant end(long unixNano, Instant start) throws Refused {
        if (unixNano == 0) {
            return null;
        }
        return instant(unixNano).isBefore(start) ? start : time("end_time_unix_nano", unixNano);
    }

    /** Some reporters write the id of no span as zeros. */
    private static String parent(ByteString id) throws Refused {
        if (id.size() != 0 && id.size() != SPAN_ID_BYTES) {
            throw new Refused("parent_span_id must be empty or %d bytes".formatted(SPAN_ID_BYTES));
        }
        return isZero(id) ? null : HEX.formatHex(id.toByteArray());
    }

    private static boolean isZero(ByteString id) {
        for (int i = 0; i < id.size(); i++) {
            if (id.byteAt(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Boolean remoteParent(int flags) {
        return (flags & HAS_IS_REMOTE) == 0 ? null : (flags & IS_REMOTE) != 0;
    }

    /** OpenTelemetry lets a missing kind be taken for internal. */
    private static String kind(io.opentelemetry.proto.trace.v1.Span.SpanKind kind) {
        return switch (kind) {
            case SPAN_KIND_SERVER -> "server";
            case SPAN_KIND_CLIENT -> "client";
            case SPAN_KIND_PRODUCER -> "producer";
            case SPAN_KIND_CONSUMER -> "consumer";
            case SPAN_KIND_UNSPECIFIED, SPAN_KIND_INTERNAL, UNRECOGNIZED -> "internal";
        };
    }

    private static String status(io.opentelemetry.proto.trace.v1.Status status) {
        return switch (status.getCode()) {
            case STATUS_CODE_OK -> "ok";
            case STATUS_CODE_ERROR -> "error";
            case STATUS_CODE_UNSET, UNRECOGNIZED -> null;
        };
    }

    private static Map<String, Object> attributes(io.opentelemetry.proto.trace.v1.Span span, Attributes attributes)
            throws Refused {
        Map<String, Object> kept = attributes.keep(span.getAttributesList(), ATTRIBUTES);
        Object runId = kept.get(RUN_ID);
        if (runId != null && !isRunId(runId)) {
            throw new Refused("%s must be 1-%d characters without control characters".formatted(RUN_ID, RUN_ID_LENGTH));
        }
        if (span.getAttributesCount() > ATTRIBUTES) {
            kept.put(DROPPED_ATTRIBUTES, (long) span.getAttributesCount() - ATTRIBUTES);
        }
        return kept;
    }

    static boolean isRunId(Object value) {
        return value instanceof String id && !id.isEmpty() && id.length() <= RUN_ID_LENGTH
                && id.chars().noneMatch(Character::isISOControl);
    }

    private List<SpanEvent> events(List<io.opentelemetry.proto.trace.v1.Span.Event> events, Instant start,
            Attributes attributes) throws Refused {
        List<SpanEvent> kept = new ArrayList<>();
        for (var event : events.subList(0, Math.min(EVENTS, events.size()))) {
            Instant time = instant(event.getTimeUnixNano());
            kept.add(new SpanEvent(time.isBefore(EARLIEST) || time.isAfter(latest) ? start : time,
                    name("the name of an event", event.getName()),
                    attributes.keep(event.getAttributesList(), EVENT_ATTRIBUTES)));
        }
        return kept;
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
