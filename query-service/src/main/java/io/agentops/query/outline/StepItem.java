package io.agentops.query.outline;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A step without content; what it did not tell is null.
 *
 * @param parentStepId the step it is a part of, which may be a generic one
 * @param latencyMs milliseconds; of a step that told none, the time between its start and end
 * @param tokens null where it told none
 * @param name as told: in the full form it may be any text
 * @param metadata a JSON object of what it told in numbers, truth values and words that look like labels, under names that do
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record StepItem(
        String stepId,
        Integer seq,
        String parentStepId,
        String stepType,
        String name,
        String status,
        Instant startedAt,
        Instant endedAt,
        Double latencyMs,
        String model,
        Tokens tokens,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String metadata) {

    /** What a step used of a model. */
    public record Tokens(
            Long prompt,
            Long completion) {}
}
