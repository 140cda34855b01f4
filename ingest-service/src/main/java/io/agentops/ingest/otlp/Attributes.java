package io.agentops.ingest.otlp;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;

/**
 * Turns the attributes of one span into strings, numbers, booleans, lists and maps. What goes beyond a bound is cut, so that
 * the span is kept; values without a type are left out.
 */
final class Attributes {

    /** Lists and maps within each other; one that is deeper becomes {@link #CUT}. */
    static final int MOST_NESTED = 16;
    static final int STRING_LENGTH = 32_768;
    static final int KEY_LENGTH = 500;
    private static final String CUT = "…";

    private static final String NAME = "an attribute";

    /** Values of all attributes of the span that may still be kept. */
    private int room = 65_536;
    private final Room ofRequest;

    Attributes(Room ofRequest) {
        this.ofRequest = ofRequest;
    }

    /**
     * The first so many attributes.
     *
     * @throws Refused where a key or a text is one that cannot be stored, or the request has too many values
     */
    Map<String, Object> keep(List<KeyValue> attributes, int most) throws Refused {
        Map<String, Object> kept = new LinkedHashMap<>();
        for (KeyValue attribute : attributes.subList(0, Math.min(most, attributes.size()))) {
            put(kept, attribute, 0);
        }
        return kept;
    }

    /** One value; null where it has no type, or no room is left. */
    Object keep(AnyValue value) throws Refused {
        return value(value, 0);
    }

    private void put(Map<String, Object> into, KeyValue pair, int depth) throws Refused {
        Object value = value(pair.getValue(), depth);
        if (value != null) {
            into.put(Text.kept("the key of " + NAME, pair.getKey(), KEY_LENGTH), value);
        }
    }

    private Object value(AnyValue value, int depth) throws Refused {
        if (room == 0) {
            return null;
        }
        room--;
        if (!ofRequest.take()) {
            throw new Refused(Room.FULL);
        }
        return switch (value.getValueCase()) {
            case STRING_VALUE -> Text.kept(NAME, value.getStringValue(), STRING_LENGTH);
            case BOOL_VALUE -> value.getBoolValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> number(value.getDoubleValue());
            case BYTES_VALUE -> base64(value);
            case ARRAY_VALUE -> depth < MOST_NESTED ? list(value.getArrayValue().getValuesList(), depth + 1) : CUT;
            case KVLIST_VALUE -> depth < MOST_NESTED ? map(value.getKvlistValue().getValuesList(), depth + 1) : CUT;
            default -> null;
        };
    }

    private List<Object> list(List<AnyValue> values, int depth) throws Refused {
        List<Object> kept = new ArrayList<>();
        for (AnyValue value : values) {
            Object one = value(value, depth);
            if (one != null) {
                kept.add(one);
            }
        }
        return kept;
    }

    private Map<String, Object> map(List<KeyValue> pairs, int depth) throws Refused {
        Map<String, Object> kept = new LinkedHashMap<>();
        for (KeyValue pair : pairs) {
            put(kept, pair, depth);
        }
        return kept;
    }

    /** JSON has no numbers for what is not finite. */
    private static Object number(double value) {
        return Double.isFinite(value) ? value : Double.toString(value);
    }

    /** Three bytes are four characters. */
    private static String base64(AnyValue value) {
        int kept = Math.min(value.getBytesValue().size(), STRING_LENGTH / 4 * 3);
        return Base64.getEncoder().encodeToString(value.getBytesValue().substring(0, kept).toByteArray());
    }
}
