package io.agentops.demo.calls;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What became of a call after all its attempts.
 *
 * @param result null where it failed
 */
public record CallOutcome(String tool, JsonNode arguments, JsonNode result, List<Attempt> attempts, Duration latency) {

    /** Why the last attempt failed; empty where it worked. */
    public Optional<ToolFault> fault() {
        return Optional.ofNullable(last().fault());
    }

    public int retries() {
        return attempts.size() - 1;
    }

    /** Null where no answer came. */
    public Integer statusCode() {
        return last().statusCode();
    }

    /** Whether it worked, and found nothing: no results of a search, no sources of a summary. */
    public boolean isEmpty() {
        return result != null && (isEmptyList(result.path("results")) || isEmptyList(result.path("sources")));
    }

    private static boolean isEmptyList(JsonNode node) {
        return node.isArray() && node.isEmpty();
    }

    private Attempt last() {
        return attempts.get(attempts.size() - 1);
    }
}
