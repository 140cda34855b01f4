package io.agentops.http;

import java.lang.reflect.Field;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with JSON that cannot be read, without repeating any of it. */
public final class JsonProblems {

    private JsonProblems() {}

    /** 400 with the position where the text is not JSON; 422 with a pointer where it is JSON of the wrong kind. */
    public static ProblemException from(JsonProcessingException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem;
            }
            if (cause instanceof InputCoercionException beyond && failure instanceof JsonMappingException mapping) {
                return ProblemException.invalid(pointer(mapping), "must be " + kind(beyond.getTargetType()));
            }
            if (cause instanceof StreamReadException malformed) {
                return ProblemException.badRequest("The body is not valid JSON" + at(malformed.getLocation()) + ".");
            }
        }
        if (failure instanceof JsonMappingException mapping) {
            return isEmptyBody(mapping)
                    ? ProblemException.badRequest("The request has no body.")
                    : ProblemException.invalid(pointer(mapping), message(mapping));
        }
        return ProblemException.badRequest(
                "The JSON goes beyond the limits on nesting or on the length of values" + at(failure.getLocation())
                        + ".");
    }

    private static String at(JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static boolean isEmptyBody(JsonMappingException failure) {
        return failure instanceof MismatchedInputException && failure.getPath().isEmpty()
                && String.valueOf(failure.getOriginalMessage()).startsWith("No content to map");
    }

    private static String pointer(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(step -> step.getFieldName() == null
                        ? Integer.toString(step.getIndex())
                        : step.getFieldName().replace("~", "~0").replace("/", "~1"))
                .map(segment -> "/" + segment)
                .collect(Collectors.joining());
    }

    private static String message(JsonMappingException failure) {
        if (failure instanceof UnrecognizedPropertyException) {
            return "is not a known field";
        }
        if (failure instanceof InvalidFormatException || failure instanceof MismatchedInputException) {
            Class<?> wanted = ((MismatchedInputException) failure).getTargetType();
            return wanted == null ? "is of the wrong type" : "must be " + kind(wanted);
        }
        return "is not valid";
    }

    private static String kind(Class<?> wanted) {
        if (wanted.isEnum()) {
            return "one of " + Arrays.stream(wanted.getEnumConstants()).map(value -> wireName((Enum<?>) value))
                    .collect(Collectors.joining(", "));
        }
        if (Temporal.class.isAssignableFrom(wanted)) {
            return "a time like 2026-01-31T10:00:00Z";
        }
        if (wanted == Integer.class || wanted == Long.class || wanted == int.class || wanted == long.class) {
            return "a whole number within " + (wanted == Integer.class || wanted == int.class ? "32" : "64") + " bits";
        }
        if (Number.class.isAssignableFrom(wanted) || wanted == double.class) {
            return "a number";
        }
        if (wanted == Boolean.class || wanted == boolean.class) {
            return "true or false";
        }
        if (wanted == String.class) {
            return "a string";
        }
        if (wanted == UUID.class) {
            return "a UUID";
        }
        return Collection.class.isAssignableFrom(wanted) || wanted.isArray() ? "a list" : "an object";
    }

    private static String wireName(Enum<?> value) {
        try {
            Field constant = value.getDeclaringClass().getField(value.name());
            JsonProperty name = constant.getAnnotation(JsonProperty.class);
            return name == null ? value.name() : name.value();
        } catch (NoSuchFieldException unregisteredInNative) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }
}
