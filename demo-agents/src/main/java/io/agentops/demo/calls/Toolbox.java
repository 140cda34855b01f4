package io.agentops.demo.calls;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.demo.http.Json;
import io.agentops.demo.http.JsonClient;

/**
 * Calls the tools behind a base URL. Time-outs, broken connections, 429 and 5xx are tried again while attempts and the deadline
 * last. A failed call has one of the classes {@code timeout}, {@code connection_failed}, {@code rate_limited},
 * {@code invalid_arguments}, {@code permission_denied}, {@code not_found}, {@code invalid_response} and {@code http_<status>}.
 */
public final class Toolbox {

    private static final Duration LEARN_WITHIN = Duration.ofSeconds(1);
    private static final int LONGEST_MESSAGE = 500;

    private final JsonClient client;
    private final String base;
    private final CallLimits limits;
    private final boolean described;
    private volatile JsonNode definitions;

    /**
     * Takes tools that answer at {@code <base>/<name>}; a proxy before them is just another base.
     *
     * @param described whether the base itself tells which tools there are
     */
    public Toolbox(JsonClient client, URI base, CallLimits limits, boolean described) {
        this.client = client;
        this.base = base.toString().replaceAll("/+$", "");
        this.limits = limits;
        this.described = described;
    }

    /** What is offered: a list of names, descriptions and parameters; empty until a tool has answered a call. */
    public Optional<JsonNode> definitions() {
        return Optional.ofNullable(definitions);
    }

    /** Tools that do not answer are not asked for more. */
    private void learn(CallOutcome outcome) throws InterruptedException {
        if (!described || definitions != null || outcome.statusCode() == null) {
            return;
        }
        try {
            JsonClient.Answer answer = client.get(URI.create(base), LEARN_WITHIN);
            JsonNode tools = answer.status() == 200 ? Json.read(answer.body()).path("tools") : null;
            definitions = tools != null && tools.isArray() ? tools : null;
        } catch (IOException | TimeoutException e) {
            // The next call tries again.
            definitions = null;
        }
    }

    /** Calls a tool; whatever happens is part of the outcome. */
    public CallOutcome call(String tool, JsonNode arguments, Map<String, String> headers, Deadline deadline)
            throws InterruptedException {
        long start = System.nanoTime();
        List<Attempt> attempts = new ArrayList<>();
        Duration pause = limits.firstPause();
        while (true) {
            Try tried = attempt(tool, arguments, headers, deadline, attempts.size() + 1);
            attempts.add(tried.attempt());
            Duration wait = tried.retryAfter().filter(asked -> asked.compareTo(Duration.ZERO) > 0).orElse(pause);
            if (tried.result() != null || !tried.attempt().fault().mayPass() || attempts.size() >= limits.attempts()
                    || !deadline.allows(wait)) {
                CallOutcome outcome = new CallOutcome(tool, arguments, tried.result(), List.copyOf(attempts),
                        Duration.ofNanos(System.nanoTime() - start));
                learn(outcome);
                return outcome;
            }
            Thread.sleep(wait.toMillis());
            pause = pause.multipliedBy(2);
        }
    }

    private record Try(Attempt attempt, JsonNode result, Optional<Duration> retryAfter) {}

    private Try attempt(String tool, JsonNode arguments, Map<String, String> headers, Deadline deadline, int number)
            throws InterruptedException {
        Instant start = Instant.now();
        Duration within = limits.attemptTimeout().compareTo(deadline.left()) < 0
                ? limits.attemptTimeout()
                : deadline.left();
        try {
            JsonClient.Answer answer = client.post(URI.create(base + "/" + tool), arguments, headers, within);
            JsonNode result = answer.status() == 200 ? result(answer) : null;
            ToolFault fault = result != null ? null : fault(tool, answer);
            return new Try(new Attempt(number, start, Instant.now(), answer.status(), fault), result,
                    answer.retryAfter());
        } catch (TimeoutException e) {
            return failed(number, start, ToolFault.TIMEOUT,
                    "%s timed out after %d ms".formatted(tool, within.toMillis()));
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return failed(number, start, ToolFault.CONNECTION_FAILED,
                    cut("connection to %s failed: %s".formatted(tool, why)));
        }
    }

    private static Try failed(int number, Instant start, String errorClass, String message) {
        return new Try(new Attempt(number, start, Instant.now(), null, new ToolFault(errorClass, message, null)), null,
                Optional.empty());
    }

    /** The object that was answered; null where it is none. */
    private static JsonNode result(JsonClient.Answer answer) {
        try {
            JsonNode result = Json.read(answer.body());
            return result.isObject() ? result : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static ToolFault fault(String tool, JsonClient.Answer answer) {
        int status = answer.status();
        if (status == 200) {
            return new ToolFault(ToolFault.INVALID_RESPONSE, tool + " answered with malformed JSON", status);
        }
        String errorClass = switch (status) {
            case 401, 403 -> ToolFault.PERMISSION_DENIED;
            case 404 -> ToolFault.NOT_FOUND;
            case 400, 422 -> ToolFault.INVALID_ARGUMENTS;
            case 408, 504 -> ToolFault.TIMEOUT;
            case 429 -> ToolFault.RATE_LIMITED;
            default -> "http_" + status;
        };
        return new ToolFault(errorClass, message(tool, answer), status);
    }

    /** What a problem says, with its fields; else the beginning of what was answered. */
    private static String message(String tool, JsonClient.Answer answer) {
        JsonNode problem = result(answer);
        if (problem == null || !problem.path("detail").isTextual()) {
            String told = answer.body().isBlank() ? tool + " answered without a body" : answer.body().strip();
            return cut(String.format(Locale.ROOT, "HTTP %d: %s", answer.status(), told));
        }
        StringBuilder message = new StringBuilder(problem.get("detail").textValue());
        problem.path("errors")
                .forEach(error -> message.append(' ').append(error.path("pointer").asText().replaceFirst("^/", ""))
                        .append(' ').append(error.path("message").asText()).append('.'));
        return cut(message.toString());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE);
    }
}
