package io.agentops.demo.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a server was asked.
 *
 * @param path as sent, without the query
 * @param header finds a header by its name
 * @param body a JSON object; an empty one where none was sent
 */
public record Request(String path, Function<String, Optional<String>> header, JsonNode body) {

    /**
     * A text of the body.
     *
     * @throws HttpProblem 422 when it is absent, blank, too long or no text
     */
    public String text(String field, int longest) {
        JsonNode value = body.path(field);
        String pointer = "/" + field;
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw invalid(pointer, "is required");
        }
        if (value.textValue().length() > longest) {
            throw invalid(pointer, "must be at most " + longest + " characters long");
        }
        return value.textValue();
    }

    /** A text of the body that may be absent. */
    public Optional<String> optionalText(String field, int longest) {
        return body.hasNonNull(field) ? Optional.of(text(field, longest)) : Optional.empty();
    }

    private static HttpProblem invalid(String pointer, String message) {
        return HttpProblem.invalid("The request is well-formed JSON but invalid.",
                List.of(new HttpProblem.FieldError(pointer, message)));
    }
}
