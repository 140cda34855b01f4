package io.agentops.ingest.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.agentops.ingest.runs.StrictJson;

/** Writes spans as JSON. */
final class SpanJson {

    private static final ObjectWriter WRITER = JsonMapper.builder()
            .addModule(StrictJson.times())
            .build()
            .writer();
    private static final ObjectWriter CANONICAL = WRITER.with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private SpanJson() {}

    static byte[] bytes(Object value) {
        return bytes(WRITER, value);
    }

    /** The same bytes for the same values, in whatever order maps have them. */
    static byte[] canonical(Object value) {
        return bytes(CANONICAL, value);
    }

    private static byte[] bytes(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a valid span cannot be written as JSON", e);
        }
    }
}
