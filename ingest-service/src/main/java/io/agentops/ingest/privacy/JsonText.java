package io.agentops.ingest.privacy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Tells a text that is JSON from one that is not. */
final class JsonText {

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).maxNumberLength(100).build())
            .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                    DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build()
            .readerFor(JsonNode.class);

    private JsonText() {}

    /** The object or array that a text is; null where it is anything else. */
    static JsonNode read(String text) {
        char first = text.charAt(0);
        char last = text.charAt(text.length() - 1);
        if ((first != '{' || last != '}') && (first != '[' || last != ']')) {
            return null;
        }
        try {
            return READER.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
