package io.agentops.ingest.runs;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;

import io.agentops.contract.run.AgentRun;
import io.agentops.http.Problem;

/**
 * Decodes and validates one run in the full form, for every door. Strict where leniency would guess (no number for a
 * string, no duplicate keys), lenient only about fields it does not know, which are dropped.
 */
@Singleton
public class RunReader {

    /** Deep enough for any tool's arguments, far from any stack's end. */
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final int MAX_NAME_LENGTH = 1_000;

    /** How far ahead of ours a reporter's clock may be, at a door. */
    public static final Duration CLOCK_SKEW = Duration.ofHours(24);
    /** The same for a record that a door may have let in by another process's clock. */
    public static final Duration CLOCK_SKEW_OF_RECORDS = Duration.ofHours(25);

    private final ObjectReader reader;
    private final Clock clock = Clock.systemUTC();

    RunReader() {
        reader = strict().readerFor(AgentRun.class);
    }

    /** The JSON that every record and every door's body is read as. */
    public static ObjectMapper strict() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .addModule(new SimpleModule().addDeserializer(Instant.class, new Rfc3339Deserializer()))
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

    /**
     * Reads one run; never throws for anything the bytes may hold.
     *
     * @param clockSkew how far ahead of this process's clock a time may be
     */
    public Reading read(byte[] json, Duration clockSkew) {
        TypeErrors typeErrors = new TypeErrors();
        AgentRun run;
        try (JsonParser parser = reader.getFactory().createParser(json)) {
            run = reader.withHandler(typeErrors).readValue(parser);
            if (parser.nextToken() != null) {
                return Reading.malformed("The body holds more than one JSON value.");
            }
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof JsonProcessingException cause && !(cause instanceof JsonMappingException)
                    && e.getPath().isEmpty()) {
                return malformed(cause);
            }
            return invalid(typeErrors, e);
        } catch (JsonProcessingException e) {
            return malformed(e);
        } catch (IOException e) {
            return Reading.malformed("The body is not UTF-8 text.");
        }
        if (run == null) {
            return Reading.invalid(List.of(new Problem.Error("", "must be an object")));
        }
        List<Problem.Error> errors = new ArrayList<>(typeErrors.found());
        if (errors.isEmpty()) {
            errors.addAll(new RunRules(clock.instant().plus(clockSkew)).check(run));
        }
        return errors.isEmpty() ? new Reading.Valid(run) : Reading.invalid(List.copyOf(errors));
    }

    private static Reading malformed(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
        return Reading.malformed("The body is not well-formed JSON%s.".formatted(where));
    }

    private static Reading invalid(TypeErrors typeErrors, JsonMappingException e) {
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
