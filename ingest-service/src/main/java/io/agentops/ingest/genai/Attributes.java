package io.agentops.ingest.genai;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Attributes of a span, an event or a resource, read under the several names that dialects have for one thing. The first
 * name that has a value of the wanted kind counts.
 */
record Attributes(Map<String, Object> values) {

    /** In digits and in the exponent: more is no count and no price, and more than a database takes. */
    private static final int LONGEST_NUMBER = 40;
    private static final String ESCAPED_NUL = "\\u0000";
    private static final ObjectMapper JSON = new ObjectMapper();

    boolean hasAnyUnder(String prefix) {
        return values.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The first value as text; structured values as JSON. Null where there is none, or only empty ones. */
    String text(String... names) {
        return first(names, Attributes::asText);
    }

    /** The first value that is a whole number, or text that reads as one. */
    Long whole(String... names) {
        return first(names, value -> {
            BigDecimal number = asNumber(value);
            return number == null || number.stripTrailingZeros().scale() > 0 || number.precision() > 18
                    ? null
                    : Long.valueOf(number.longValue());
        });
    }

    /** The first value that is a number, or text that reads as one. */
    BigDecimal decimal(String... names) {
        return first(names, Attributes::asNumber);
    }

    /** The first value that is a list or a map, or text that reads as a JSON array or object. */
    JsonNode structure(String... names) {
        return first(names, Attributes::asStructure);
    }

    private <T> T first(String[] names, Function<Object, T> as) {
        for (String name : names) {
            Object value = values.get(name);
            T found = value == null ? null : as.apply(value);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String asText(Object value) {
        String text = value instanceof Map || value instanceof List
                ? JSON.valueToTree(value).toString()
                : value.toString();
        return text.isEmpty() ? null : text;
    }

    private static BigDecimal asNumber(Object value) {
        if (!(value instanceof Number) && !(value instanceof String)) {
            return null;
        }
        String text = value.toString();
        try {
            BigDecimal number = text.length() > LONGEST_NUMBER ? null : new BigDecimal(text);
            return number == null || Math.abs((long) number.scale()) > LONGEST_NUMBER ? null : number;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    static JsonNode asStructure(Object value) {
        if (value instanceof Map || value instanceof List) {
            return JSON.valueToTree(value);
        }
        return value instanceof String text && (text.startsWith("{") || text.startsWith("[")) ? parsed(text) : null;
    }

    /** Doors refuse NUL, which PostgreSQL cannot store; within JSON text it hides as an escape. */
    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text.contains(ESCAPED_NUL) ? text.replace(ESCAPED_NUL, "\uFFFD") : text);
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }
}
