package io.agentops.ingest.runs;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.agentops.http.Problem;

/**
 * Collects values of the wrong type, each with its JSON pointer, so that one answer names all of them. Messages say what
 * is expected and never repeat what was sent.
 */
final class TypeErrors extends DeserializationProblemHandler {

    static final int MOST = 100;

    private static final Set<Class<?>> WHOLE = Set.of(Integer.class, int.class, Long.class, long.class);

    /** What a primitive is while its message is read on, to be refused in the end. */
    private static final Map<Class<?>, Object> ZEROS = Map.of(int.class, 0, long.class, 0L, double.class, 0.0,
            boolean.class, false);

    private final List<Problem.Error> found = new ArrayList<>();
    private final String unknownField;

    /** What is said of a field that its type does not have; null where such fields are dropped. */
    TypeErrors(String unknownField) {
        this.unknownField = unknownField;
    }

    List<Problem.Error> found() {
        return found;
    }

    void add(String pointer, JsonMappingException e) {
        Class<?> expected = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        add(pointer, expected == null ? "is not allowed here" : expectation(expected));
    }

    private void add(String pointer, String message) {
        if (found.size() < MOST) {
            found.add(new Problem.Error(pointer, message));
        }
    }

    @Override
    public Object handleWeirdStringValue(DeserializationContext context, Class<?> type, String value, String message) {
        add(pointer(context), expectation(type));
        return null;
    }

    @Override
    public Object handleWeirdNumberValue(DeserializationContext context, Class<?> type, Number value, String message) {
        add(pointer(context), expectation(type));
        return null;
    }

    @Override
    public Object handleUnexpectedToken(DeserializationContext context, JavaType type, JsonToken token,
            JsonParser parser, String message) throws IOException {
        add(pointer(context), expectation(type.getRawClass()));
        parser.skipChildren();
        return ZEROS.get(type.getRawClass());
    }

    @Override
    public boolean handleUnknownProperty(DeserializationContext context, JsonParser parser, JsonDeserializer<?> type,
            Object of, String name) throws IOException {
        if (unknownField == null) {
            return false;
        }
        // Records are made before their unknown fields are told of; only then is the field's name not in the pointer yet.
        boolean late = !parser.equals(context.getParser());
        add(late ? Rules.under(pointer(context), name) : pointer(context), unknownField);
        parser.skipChildren();
        return true;
    }

    private static String pointer(DeserializationContext context) {
        return context.getParser().getParsingContext().pathAsPointer().toString();
    }

    private static String wireName(Enum<?> constant) {
        try {
            JsonProperty named = constant.getDeclaringClass().getField(constant.name())
                    .getAnnotation(JsonProperty.class);
            return named == null ? constant.toString().toLowerCase(Locale.ROOT) : named.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("each constant is a field", e);
        }
    }

    private static String expectation(Class<?> type) {
        if (type.isEnum()) {
            return "must be one of " + Arrays.stream(type.getEnumConstants())
                    .map(constant -> wireName((Enum<?>) constant)).collect(Collectors.joining(", "));
        }
        if (type == Instant.class) {
            return "must be a time as in RFC 3339, e.g. 2026-01-31T12:00:00Z";
        }
        if (type == String.class) {
            return "must be a string";
        }
        if (WHOLE.contains(type)) {
            return "must be a whole number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "must be true or false";
        }
        if (type == Double.class || type == double.class || type == BigDecimal.class) {
            return "must be a number";
        }
        if (List.class.isAssignableFrom(type)) {
            return "must be an array";
        }
        return "must be an object";
    }
}
