package io.agentops.demo.http;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request that cannot be answered as asked; becomes a problem by RFC 9457. */
public final class HttpProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong with one field, found by its JSON pointer. */
    public record FieldError(String pointer, String message) {}

    private final int status;
    private final transient List<FieldError> errors;
    private final transient Map<String, String> headers;

    private HttpProblem(int status, String detail, List<FieldError> errors, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.errors = errors;
        this.headers = headers;
    }

    public static HttpProblem of(int status, String detail) {
        return new HttpProblem(status, detail, List.of(), Map.of());
    }

    /** 422 with what is wrong field by field. */
    public static HttpProblem invalid(String detail, List<FieldError> errors) {
        return new HttpProblem(422, detail, List.copyOf(errors), Map.of());
    }

    /** 429, to come again after so many seconds. */
    public static HttpProblem tooMany(String detail, int retryAfterSeconds) {
        return new HttpProblem(429, detail, List.of(), Map.of("Retry-After", String.valueOf(retryAfterSeconds)));
    }

    Reply reply() {
        ObjectNode body = Json.object().put("type", "about:blank").put("status", status).put("detail", getMessage());
        if (!errors.isEmpty()) {
            var list = body.putArray("errors");
            errors.forEach(error -> list.addObject().put("pointer", error.pointer()).put("message", error.message()));
        }
        return new Reply(status, body, headers);
    }
}
