package io.agentops.query.runs;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.live.Hung;
import io.vertx.mutiny.sqlclient.Row;

/**
 * A run without its children; what it did not tell is null.
 *
 * @param correlationIds sorted
 * @param metadata a JSON object, as it was sent
 * @param hung null unless the run is running and silent for long
 * @param evaluations at most {@link #MOST_EVALUATIONS}, the earliest first
 * @param failures how many there are
 * @param steps how many are stored, generic ones aside
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
        Hung hung,
        List<Evaluation> evaluations,
        long failures,
        long steps,
        long toolCalls,
        long guardrailEvents) {

    static final int MOST_EVALUATIONS = 100;

    /** What a run or a step used, in tokens and US dollars. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Cost(
            Long tokensPrompt,
            Long tokensCompletion,
            BigDecimal totalCostUsd) {

        /** What the columns of the same names tell. */
        public static Cost of(Row row) {
            return new Cost(row.getLong("tokens_prompt"), row.getLong("tokens_completion"),
                    row.getBigDecimal("total_cost_usd"));
        }
    }

    /**
     * A judgement of the run or a step.
     *
     * @param score as the evaluator scales it
     * @param explanation its first 2000 characters
     * @param stepId null where it is about the run
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Evaluation(
            String evaluationId,
            String name,
            Double score,
            String label,
            String explanation,
            String stepId,
            Instant createdAt) {}
}
