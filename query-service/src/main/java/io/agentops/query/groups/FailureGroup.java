package io.agentops.query.groups;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Runs that failed the same way. What failed is told by the failure that decided about the runs; null is what these did not tell.
 *
 * @param state one of open, resolved, regressed and muted
 * @param failureType {@code tool}, {@code model}, {@code retrieval} or {@code orchestration}
 * @param stepType the type of the step that failed
 * @param tool the tool whose call failed
 * @param message with placeholders for what differs from run to run
 * @param count runs that started in the span asked for
 * @param firstSeen when the first of all runs that are kept started
 * @param lastSeen when the last one did
 * @param versions of the runs that count, at most 20, those with most first
 * @param trend the runs of each part of the span
 * @param exampleRuns the latest of the runs that count
 * @param mutedUntil null where it is muted for good
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record FailureGroup(
        String groupId,
        String state,
        String agentId,
        String failureType,
        String failureCode,
        String stepType,
        String tool,
        String errorClass,
        String message,
        long count,
        Instant firstSeen,
        Instant lastSeen,
        List<Version> versions,
        List<Part> trend,
        List<String> exampleRuns,
        Instant resolvedAt,
        String resolvedInVersion,
        Instant mutedUntil,
        String note) {

    /**
     * The runs of one version of the agent.
     *
     * @param agentVersion null for runs that told none
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Version(
            String agentVersion,
            long count) {}

    /**
     * The runs of one part of the span; all parts are of the same length, but for the last one, which ends with the span.
     *
     * @param start of the part
     */
    public record Part(
            Instant start,
            long count) {}
}
