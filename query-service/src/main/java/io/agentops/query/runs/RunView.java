package io.agentops.query.runs;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A run without its children; what it did not tell is null.
 *
 * @param correlationIds sorted
 * @param metadata a JSON object, as it was sent
 * @param steps how many are stored
 * @param toolCalls how many are stored
 * @param guardrailEvents how many are stored
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RunView(
        String runId,
        String agentName,
        String agentVersion,
        String model,
        String environment,
        Instant startedAt,
        Instant endedAt,
        String status,
        String errorType,
        String errorMessage,
        String traceId,
        List<String> correlationIds,
        String conversationId,
        String parentRunId,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String metadata,
        Cost cost,
        long steps,
        long toolCalls,
        long guardrailEvents) {

    /** What the run used, in tokens and US dollars. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Cost(
            Long tokensPrompt,
            Long tokensCompletion,
            BigDecimal totalCostUsd) {}
}
