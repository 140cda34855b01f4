package io.agentops.ingest.store;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A JSON object on its way into a column: text, which is read again only where two objects meet. */
record JsonObject(String text) {

    static final JsonObject EMPTY = new JsonObject("{}");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** An object of strings, numbers, booleans, lists, maps and JSON nodes. */
    static JsonObject of(Map<String, ?> entries) {
        try {
            return entries.isEmpty() ? EMPTY : new JsonObject(JSON.writeValueAsString(entries));
        } catch (JsonProcessingException e) {
            throw failure(e);
        }
    }

    /** The union with an older object; under one name, this one's value. */
    JsonObject over(JsonObject older) {
        if (equals(older) || older.equals(EMPTY)) {
            return this;
        }
        if (equals(EMPTY)) {
            return older;
        }
        return new JsonObject(older.tree().setAll(tree()).toString());
    }

    /** The value under a name. */
    Optional<JsonNode> get(String name) {
        return text.contains('"' + name + '"') ? Optional.ofNullable(tree().get(name)) : Optional.empty();
    }

    private ObjectNode tree() {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw failure(e);
        }
    }

    /** Without its cause, whose message quotes the content. */
    private static IllegalStateException failure(JsonProcessingException cause) {
        return new IllegalStateException("not an object of JSON: " + cause.getClass().getSimpleName());
    }

    @Override
    public String toString() {
        return text;
    }
}
