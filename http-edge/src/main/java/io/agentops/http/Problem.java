package io.agentops.http;

import java.util.List;

import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The body of every answer that is an error (RFC 9457). It never carries content of the request or anything internal.
 *
 * @param type always {@code about:blank}: the status says what kind of problem it is
 * @param title the status in words
 * @param status the HTTP status, 400 to 599
 * @param detail what was wrong this time, for a person
 * @param errors what is invalid and where; empty unless the status is 422
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        List<Error> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(int status, String detail) {
        return of(status, detail, List.of());
    }

    public static Problem of(int status, String detail, List<Error> errors) {
        return new Problem("about:blank", titleOf(status), status, detail, List.copyOf(errors));
    }

    private static String titleOf(int status) {
        if (status == 422) {
            return "Unprocessable Content";
        }
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "Status " + status : known.getReasonPhrase();
    }

    /**
     * One thing that is invalid.
     *
     * @param pointer a JSON pointer into the body, e.g. {@code /steps/3/latency_ms}, or {@code /} and the name of a query
     *        parameter
     * @param message what it must be, without the offending value
     */
    @RegisterForReflection
    @SuppressWarnings("JavaLangClash") // The wire calls it so, and it is only ever named with its problem.
    public record Error(
            String pointer,
            String message) {}
}
