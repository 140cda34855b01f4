package io.agentops.query.mcp;

import java.util.HashMap;
import java.util.Map;

import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.outline.RunFilter;
import io.vertx.core.json.JsonObject;

/** What a caller gave a tool, as the texts that the same parameters of the HTTP API are. */
final class Arguments {

    private static final double EXACT = 1L << 53;

    private final Map<String, String> texts;

    private Arguments(Map<String, String> texts) {
        this.texts = texts;
    }

    /**
     * The arguments in a call. Empty texts are not given, as assistants like to fill in every argument.
     *
     * @throws ProblemException 422 for an argument that the tool does not take, and for lists and objects
     */
    static Arguments of(ToolInput input, JsonObject message) {
        JsonObject given = message.getJsonObject("params").getJsonObject("arguments", new JsonObject());
        Map<String, String> texts = new HashMap<>();
        if (given != null) {
            given.fieldNames().stream().sorted().forEach(name -> {
                String text = text(input, name, given.getValue(name));
                if (text != null && !text.isEmpty()) {
                    texts.put(name, text);
                }
            });
        }
        return new Arguments(texts);
    }

    /** The argument, or null. */
    String get(String name) {
        return texts.get(name);
    }

    /**
     * An id that must be given.
     *
     * @throws ProblemException 422 where it is not, or cannot be one
     */
    String id(String name) {
        return Parameters.text(name, get(name), RunFilter.LABEL_LENGTH)
                .orElseThrow(() -> ProblemException.invalid("/" + name, "is required"));
    }

    /** A whole number within bounds, or {@code fallback}; throws a 422 for anything else. */
    int wholeNumber(String name, int min, int max, int fallback) {
        return Parameters.wholeNumber(name, get(name), min, max, fallback);
    }

    private static String text(ToolInput input, String name, Object value) {
        String pointer = "/" + name.replace("~", "~0").replace("/", "~1");
        if (!input.takes(name)) {
            throw ProblemException.invalid(pointer, "is not an argument of " + input.tool());
        }
        if (value == null) {
            return null;
        }
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) <= EXACT) {
            return Long.toString(number.longValue());
        }
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw ProblemException.invalid(pointer, "must be a text, a number, or true or false");
    }
}
