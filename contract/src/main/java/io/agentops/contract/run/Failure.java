package io.agentops.contract.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What a run says went wrong, in the terms of the privacy-first form.
 *
 * @param failureId unique within the run; where a message tells none, made of the type, code and step
 * @param failureType {@code tool}, {@code model}, {@code retrieval} or {@code orchestration}
 * @param failureCode e.g. {@code timeout}, {@code schema_invalid}, {@code empty_retrieval}
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Failure(
        String failureId,
        String failureType,
        String failureCode,
        String message,
        String stepId) {}
