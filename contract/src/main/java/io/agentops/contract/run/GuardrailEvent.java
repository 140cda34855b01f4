package io.agentops.contract.run;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What a guardrail said about a step or a call.
 *
 * @param eventId unique within the run
 * @param type the guardrail's own word, e.g. {@code schema_validation}
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuardrailEvent(
        String eventId,
        String type,
        String message,
        String stepId,
        String callId,
        Instant createdAt) {}
