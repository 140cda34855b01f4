package io.agentops.query.failures;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Something that went wrong in a run.
 *
 * @param failureId unique within the run
 * @param failureType {@code tool}, {@code model}, {@code retrieval} or {@code orchestration}
 * @param failureCode as the run told it, or else made of a status or an error's class
 * @param message null unless the run told the failure as such, on one line of at most 300 characters; in the full form it may
 *        be any text
 * @param stepId null for what concerns no step
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record FailureItem(
        String failureId,
        String failureType,
        String failureCode,
        String message,
        String stepId) {}
