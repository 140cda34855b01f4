package io.agentops.ingest.runs;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;

import io.agentops.http.Problem;

/**
 * Decodes one message. Strict where leniency would guess: no number for a string, no duplicate keys, nothing after the end. What
 * it says of a message repeats nothing of it but names of fields, in pointers.
 */
public final class StrictJson<T> {

    /** Deep enough for any tool's arguments, far from any stack's end. */
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final int MAX_NAME_LENGTH = 1_000;
    private static final String BEYOND_LIMITS = "The body is nested more than " + MAX_DEPTH
            + " deep, or has a number of more than " + MAX_NUMBER_LENGTH + " or a name of more than " + MAX_NAME_LENGTH
            + " characters%s.";

    private final ObjectReader reader;
    private final String unknownField;

    private StrictJson(JsonMapper mapper, Class<T> type, String unknownField) {
        this.unknownField = unknownField;
        reader = mapper.readerFor(type);
    }

    /** What every record and every door's JSON is read by. */
    public static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .addModule(times())
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .withCoercionConfig(LogicalType.Textual, c -> {
                    c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    c.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    c.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .withCoercionConfig(LogicalType.Enum, c -> {
                    c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    c.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
                })
                .build();
    }

    /** How times are read and written in records. */
    public static Module times() {
        return new SimpleModule().addDeserializer(Instant.class, new Rfc3339Deserializer())
                .addSerializer(Instant.class, new Rfc3339Serializer());
    }

    /** Drops the fields that a type does not have. */
    public static <T> StrictJson<T> droppingUnknown(Class<T> type) {
        return new StrictJson<>(mapper(), type, null);
    }

    /** Drops the fields that a type does not have, and takes the words of enumerations in capitals or not. */
    public static <T> StrictJson<T> ignoringCase(Class<T> type) {
        return new StrictJson<>(
                mapper().rebuild().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build(), type, null);
    }

    /** Refuses the fields that a type does not have, in the words given. */
    public static <T> StrictJson<T> refusingUnknown(Class<T> type, String message) {
        return new StrictJson<>(mapper(), type, message);
    }

    /** Reads one message of a run and, where all of its types are right, checks it; never throws for anything the bytes may hold. */
    public Reading read(byte[] json, Function<T, Reading> check) {
        return read(json, check, refused -> refused);
    }

    /**
     * The same of a message of any kind.
     *
     * @param refusal makes the result of why it is refused
     */
    public <R> R read(byte[] json, Function<T, R> check, Function<Reading.Refused, R> refusal) {
        TypeErrors typeErrors = new TypeErrors(unknownField);
        T value;
        try (JsonParser parser = reader.getFactory().createParser(json)) {
            value = reader.withHandler(typeErrors).readValue(parser);
            if (parser.nextToken() != null) {
                return refusal.apply(Reading.malformed("The body holds more than one JSON value."));
            }
        } catch (JsonMappingException e) {
            return refusal.apply(isOfNoField(e.getCause())
                    ? malformed((JsonProcessingException) e.getCause())
                    : invalid(typeErrors, e));
        } catch (JsonProcessingException e) {
            return refusal.apply(malformed(e));
        } catch (IOException e) {
            return refusal.apply(Reading.malformed("The body is not UTF-8 text."));
        }
        if (value == null) {
            return refusal.apply(Reading.invalid(List.of(new Problem.Error("", "must be an object"))));
        }
        return typeErrors.found().isEmpty()
                ? check.apply(value)
                : refusal.apply(Reading.invalid(List.copyOf(typeErrors.found())));
    }

    /** Whether the text itself is wrong, wherever the reading of it was. A number that a type cannot hold is wrong of its field. */
    private static boolean isOfNoField(Throwable cause) {
        return cause instanceof JsonParseException || cause instanceof StreamConstraintsException;
    }

    private static Reading.Refused malformed(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
        return Reading.malformed(e instanceof StreamConstraintsException
                ? BEYOND_LIMITS.formatted(where)
                : "The body is not well-formed JSON%s.".formatted(where));
    }

    private static Reading.Refused invalid(TypeErrors typeErrors, JsonMappingException e) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference ref : e.getPath()) {
            pointer.append('/').append(ref.getFieldName() == null
                    ? String.valueOf(ref.getIndex())
                    : ref.getFieldName().replace("~", "~0").replace("/", "~1"));
        }
        typeErrors.add(pointer.toString(), e);
        return Reading.invalid(typeErrors.found());
    }
}
