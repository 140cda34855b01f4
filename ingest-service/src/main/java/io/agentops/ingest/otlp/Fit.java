package io.agentops.ingest.otlp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.contract.trace.SpanEvent;

/**
 * Makes JSON fit a number of bytes: the longest strings are cut, ever shorter. Where that does not do, events go, then the
 * attributes that come last. The same input is always cut the same way.
 */
final class Fit {

    private static final int LONGEST = Attributes.STRING_LENGTH / 2;
    private static final int SHORTEST = 256;
    /** What a span may have beside its attributes and events, all in characters of six bytes. */
    private static final int BESIDE = 16_384;

    private Fit() {}

    /** The JSON of a span, at most so many bytes. */
    static byte[] span(Span span, int bytes) {
        byte[] json = SpanJson.bytes(span);
        for (int most = LONGEST; json.length > bytes && most >= SHORTEST; most /= 2) {
            json = SpanJson.bytes(cut(span, most));
        }
        return json.length <= bytes ? json : withLess(cut(span, SHORTEST), bytes);
    }

    /** The JSON of a map, at most so many bytes. */
    static byte[] map(Map<String, Object> map, int bytes) {
        byte[] json = SpanJson.bytes(map);
        for (int most = LONGEST; json.length > bytes && most >= SHORTEST; most /= 2) {
            json = SpanJson.bytes(cut(map, most));
        }
        return json.length <= bytes ? json : SpanJson.bytes(first(cut(map, SHORTEST), bytes));
    }

    private static byte[] withLess(Span span, int bytes) {
        Span withoutEvents = SpanBuilder.builder(span).events(List.of()).build();
        byte[] json = SpanJson.bytes(withoutEvents);
        if (json.length <= bytes) {
            return json;
        }
        Map<String, Object> kept = first(span.attributes(), bytes - BESIDE);
        long dropped = (long) span.attributes().size() - kept.size();
        if (span.attributes().get(SpanRules.DROPPED_ATTRIBUTES) instanceof Long before) {
            dropped += before - (kept.containsKey(SpanRules.DROPPED_ATTRIBUTES) ? 0 : 1);
        }
        kept.put(SpanRules.DROPPED_ATTRIBUTES, dropped);
        return SpanJson.bytes(SpanBuilder.builder(withoutEvents).attributes(kept).build());
    }

    /** The first entries that fit together; one that is too large by itself is passed over. */
    private static Map<String, Object> first(Map<String, Object> map, int bytes) {
        Map<String, Object> kept = new LinkedHashMap<>();
        int size = 2;
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            int more = SpanJson.bytes(entry).length;
            if (size + more <= bytes) {
                kept.put(entry.getKey(), entry.getValue());
                size += more;
            }
        }
        return kept;
    }

    private static Span cut(Span span, int most) {
        return SpanBuilder.builder(span)
                .statusMessage(span.statusMessage() == null ? null : Text.cut(span.statusMessage(), most))
                .attributes(cut(span.attributes(), most))
                .events(span.events().stream()
                        .map(event -> new SpanEvent(event.time(), event.name(), cut(event.attributes(), most)))
                        .toList())
                .build();
    }

    private static Map<String, Object> cut(Map<String, Object> map, int most) {
        Map<String, Object> cut = new LinkedHashMap<>();
        map.forEach((key, value) -> cut.put(key, cutValue(value, most)));
        return cut;
    }

    private static Object cutValue(Object value, int most) {
        if (value instanceof String string) {
            return Text.cut(string, most);
        }
        if (value instanceof List<?> list) {
            List<Object> cut = new ArrayList<>();
            list.forEach(one -> cut.add(cutValue(one, most)));
            return cut;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> cut = new LinkedHashMap<>();
            map.forEach((key, one) -> cut.put(key, cutValue(one, most)));
            return cut;
        }
        return value;
    }
}
