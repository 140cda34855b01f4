package io.agentops.ingest.otlp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;

/**
 * Turns the spans of one trace into the values of Kafka records: one, or several where they are too large for one. Each span
 * is written once, and no more than one record is held at a time: JSON may be many times as large as what came in.
 */
final class SpanParts {

    static final int PART_BYTES = 524_288;
    /** One resource and one span leave room in a part for what holds them together. */
    static final int RESOURCE_BYTES = 65_536;
    static final int SPAN_BYTES = PART_BYTES - RESOURCE_BYTES - 1_024;
    /** What holds a part together, beside its resources and spans. */
    private static final int AROUND = 512;

    private final SpanBatch batch;
    private final ObjIntConsumer<byte[]> records;
    private final Map<String, byte[]> known = new HashMap<>();
    private final Map<String, byte[]> resources = new LinkedHashMap<>();
    private final ByteArrayOutputStream spans = new ByteArrayOutputStream();
    private int resourceBytes;
    private int spanCount;

    private SpanParts(SpanBatch batch, ObjIntConsumer<byte[]> records) {
        this.batch = batch;
        this.records = records;
    }

    /** Hands over the record values that together say all of the batch, each a batch itself, with the number of its spans. */
    static void of(SpanBatch batch, ObjIntConsumer<byte[]> records) {
        SpanParts parts = new SpanParts(batch, records);
        batch.spans().forEach(parts::add);
        parts.close();
    }

    private void add(Span span) {
        byte[] json = Fit.span(span, SPAN_BYTES);
        byte[] resource = span.resource() == null ? null : known.computeIfAbsent(span.resource(), this::resource);
        int more = json.length + 1 + (resources.containsKey(span.resource()) ? 0 : bytes(resource));
        if (spans.size() > 0 && spans.size() + resourceBytes + more + AROUND > PART_BYTES) {
            close();
        }
        if (resource != null && resources.put(span.resource(), resource) == null) {
            resourceBytes += bytes(resource);
        }
        if (spans.size() > 0) {
            spans.write(',');
        }
        spans.writeBytes(json);
        spanCount++;
    }

    private byte[] resource(String digest) {
        return Fit.map(batch.resources().getOrDefault(digest, Map.of()), RESOURCE_BYTES);
    }

    private static int bytes(byte[] resource) {
        return resource == null ? 0 : resource.length + 32;
    }

    private void close() {
        ByteArrayOutputStream part = new ByteArrayOutputStream(spans.size() + resourceBytes + AROUND);
        part.writeBytes(utf8("{\"trace_id\":\"" + batch.traceId() + "\""));
        String before = ",\"resources\":{";
        for (Map.Entry<String, byte[]> resource : resources.entrySet()) {
            part.writeBytes(utf8(before));
            part.writeBytes(SpanJson.bytes(resource.getKey()));
            part.write(':');
            part.writeBytes(resource.getValue());
            before = ",";
        }
        part.writeBytes(utf8((resources.isEmpty() ? "" : "}") + ",\"spans\":["));
        part.writeBytes(spans.toByteArray());
        part.writeBytes(utf8("]}"));
        records.accept(part.toByteArray(), spanCount);
        resources.clear();
        spans.reset();
        resourceBytes = 0;
        spanCount = 0;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
