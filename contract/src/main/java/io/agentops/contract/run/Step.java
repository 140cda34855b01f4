package io.agentops.contract.run;

import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * One step of a run.
 *
 * @param stepId unique within the run
 * @param seq orders steps that start at the same moment or carry no time
 * @param parentStepId the step this one is a part of, which may arrive in another message
 * @param stepType what kind of work it is, see {@link StepType}; other words are kept
 * @param model the model that answered, of a step that asked one
 * @param status {@code running} means unfinished; any other word, or none, is final
 * @param latencyMs milliseconds; where absent, the time between start and end
 * @param cost what this step alone used
 * @param metadata flat: strings, numbers and booleans by name
 */
@RecordBuilder
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Step(
        String stepId,
        Integer seq,
        String parentStepId,
        String stepType,
        @JsonInclude(JsonInclude.Include.NON_NULL) String name,
        String model,
        String status,
        Instant startedAt,
        Instant endedAt,
        String inputSummary,
        String outputSummary,
        String errorType,
        String errorMessage,
        Integer retries,
        Double latencyMs,
        Cost cost,
        Map<String, Object> metadata) {

    public Step {
        metadata = metadata == null ? Map.of() : metadata;
    }
}
