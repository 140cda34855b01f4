package io.agentops.ingest.privacy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.contract.trace.SpanEvent;

/** What a privacy mode does to spans, part by part. */
abstract class SpanFilter {

    SpanBatch filter(SpanBatch batch) {
        Map<String, Map<String, Object>> resources = new LinkedHashMap<>();
        batch.resources().forEach((digest, attributes) -> resources.put(digest, attributes(attributes)));
        return new SpanBatch(batch.traceId(), resources, batch.spans().stream().map(this::span).toList());
    }

    private Span span(Span span) {
        return SpanBuilder.builder(span).name(name(span)).statusMessage(statusMessage(span.statusMessage()))
                .scope(scope(span.scope())).attributes(attributes(span.attributes())).events(events(span)).build();
    }

    private List<SpanEvent> events(Span span) {
        return span.events().isEmpty()
                ? List.of()
                : span.events().stream()
                        .map(event -> new SpanEvent(event.time(), eventName(event.name()),
                                attributes(event.attributes())))
                        .toList();
    }

    abstract String name(Span span);

    abstract String eventName(String name);

    abstract String statusMessage(String message);

    abstract String scope(String scope);

    abstract Map<String, Object> attributes(Map<String, Object> attributes);
}
