package io.agentops.ingest.privacy;

import java.util.LinkedHashMap;
import java.util.Map;

import io.agentops.contract.trace.Span;

/** Masks the texts of spans; ids that hold e-mail addresses or secrets, and those of persons, become digests. */
final class RedactingSpans extends SpanFilter {

    private final Redactor redactor;

    RedactingSpans(Redactor redactor) {
        this.redactor = redactor;
    }

    @Override
    String name(Span span) {
        return redactor.mask(span.name());
    }

    @Override
    String eventName(String name) {
        return redactor.mask(name);
    }

    @Override
    String statusMessage(String message) {
        return redactor.mask(message);
    }

    @Override
    String scope(String scope) {
        return redactor.maskLabel(scope);
    }

    @Override
    Map<String, Object> attributes(Map<String, Object> attributes) {
        Map<String, Object> masked = new LinkedHashMap<>();
        attributes.forEach((name, value) -> masked.put(redactor.maskLabel(name), value(name, value)));
        return masked;
    }

    private Object value(String name, Object value) {
        if (SpanAttributes.isPerson(name) && value != null) {
            return SpanAttributes.digest(value);
        }
        return value instanceof String id && SpanAttributes.isId(name) ? id(id) : redactor.maskUnder(name, value);
    }

    /** Under one mask, ids of different things would be one. */
    private String id(String id) {
        return redactor.maskLabel(id).equals(id) ? id : SpanAttributes.digest(id);
    }
}
