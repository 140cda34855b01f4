package io.agentops.ingest.privacy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.agentops.contract.trace.Span;

/** Leaves of spans what is no content: numbers, booleans, ids and plain labels under names that do not stand for content. */
final class StrictSpans extends SpanFilter {

    private static final String NAMELESS_SPAN = "internal";
    private static final String NAMELESS_EVENT = "event";

    private final Redactor redactor;
    private final PlainWords plain;

    StrictSpans(Redactor redactor, PlainWords plain) {
        this.redactor = redactor;
        this.plain = plain;
    }

    @Override
    String name(Span span) {
        if (span.name() == null || plain.isSpanName(span.name())) {
            return span.name();
        }
        redactor.count(Kind.DROPPED, 1);
        return span.kind() == null ? NAMELESS_SPAN : span.kind();
    }

    @Override
    String eventName(String name) {
        if (name == null || plain.isQualified(name)) {
            return name;
        }
        redactor.count(Kind.DROPPED, 1);
        return NAMELESS_EVENT;
    }

    @Override
    String statusMessage(String message) {
        redactor.count(Kind.DROPPED, message == null ? 0 : 1);
        return null;
    }

    @Override
    String scope(String scope) {
        return scope == null || plain.isQualified(scope) ? scope : null;
    }

    @Override
    Map<String, Object> attributes(Map<String, Object> attributes) {
        return attributes("", attributes);
    }

    private Map<String, Object> attributes(String above, Map<String, Object> attributes) {
        Map<String, Object> kept = new LinkedHashMap<>();
        attributes.forEach((key, value) -> {
            String name = above.isEmpty() ? key : above + "." + key;
            Object left = isPlain(key) && !SpanAttributes.isContent(name) ? value(name, value) : null;
            if (left != null) {
                kept.put(key, left);
            } else if (value != null) {
                redactor.count(Kind.DROPPED, 1);
            }
        });
        return kept;
    }

    private boolean isPlain(String key) {
        return plain.isId(key);
    }

    /** What may be kept of a value; null where nothing may. */
    @SuppressWarnings("unchecked") // Only Jackson and the doors make these maps, whose keys are strings.
    private Object value(String name, Object value) {
        if (value instanceof String text) {
            return SpanAttributes.isPerson(name) ? SpanAttributes.digest(text) : isPlain(name, text) ? text : null;
        }
        if (value instanceof Number number) {
            return SpanAttributes.isPerson(name)
                    ? SpanAttributes.digest(number)
                    : redactor.isCard(number) ? null : number;
        }
        if (value instanceof Map<?, ?> map) {
            return attributes(name, (Map<String, Object>) map);
        }
        if (value instanceof List<?> list) {
            return list.stream().allMatch(item -> isScalar(name, item)) ? list : null;
        }
        return value;
    }

    private boolean isScalar(String name, Object item) {
        return item instanceof String text
                ? isPlain(name, text)
                : item instanceof Boolean || (item instanceof Number number && !redactor.isCard(number));
    }

    private boolean isPlain(String name, String text) {
        if (SecretKeys.isSecret(name)) {
            return false;
        }
        if (SpanAttributes.isId(name)) {
            return plain.isId(text);
        }
        if (SpanAttributes.isAgent(name)) {
            return plain.isName(text);
        }
        return SpanAttributes.isClass(name) ? plain.isQualified(text) : plain.isLabel(text);
    }
}
