package io.agentops.ingest.otlp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;

/** Turns the spans of one trace into the values of Kafka records: one, or several where they are too large for one. */
final class SpanParts {

    static final int PART_BYTES = 524_288;
    /** One resource and one span leave room in a part for what holds them together. */
    static final int RESOURCE_BYTES = 65_536;
    static final int SPAN_BYTES = PART_BYTES - RESOURCE_BYTES - 1_024;

    private final SpanBatch batch;
    private final List<byte[]> parts = new ArrayList<>();
    private final Map<String, Map<String, Object>> resources = new LinkedHashMap<>();
    private final List<Span> spans = new ArrayList<>();
    private int size;

    private SpanParts(SpanBatch batch) {
        this.batch = batch;
    }

    /** The record values that together say all of the batch, each a batch itself. */
    static List<byte[]> of(SpanBatch batch) {
        byte[] whole = SpanJson.bytes(batch);
        return whole.length <= PART_BYTES ? List.of(whole) : new SpanParts(batch).pack();
    }

    private List<byte[]> pack() {
        Map<String, Map<String, Object>> fitting = new LinkedHashMap<>();
        batch.resources().forEach((digest, attributes) -> fitting.put(digest, Fit.map(attributes, RESOURCE_BYTES)));
        for (Span span : batch.spans()) {
            add(Fit.span(span, SPAN_BYTES), fitting);
        }
        close();
        return parts;
    }

    private void add(Span span, Map<String, Map<String, Object>> known) {
        int bytes = SpanJson.bytes(span).length + 1;
        Map<String, Object> resource = span.resource() == null ? null : known.get(span.resource());
        int more = resource == null || resources.containsKey(span.resource()) ? 0 : bytesOf(resource);
        if (size + bytes + more > PART_BYTES - 512 && size > 0) {
            close();
            more = resource == null ? 0 : bytesOf(resource);
        }
        if (resource != null) {
            resources.put(span.resource(), resource);
        }
        spans.add(span);
        size += bytes + more;
    }

    private static int bytesOf(Map<String, Object> resource) {
        return SpanJson.bytes(resource).length + 32;
    }

    private void close() {
        parts.add(SpanJson.bytes(new SpanBatch(batch.traceId(), resources, spans)));
        resources.clear();
        spans.clear();
        size = 0;
    }
}
