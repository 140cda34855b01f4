package io.agentops.query.runs;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** A page of what a run did, in order. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Timeline(
        String runId,
        Instant startedAt,
        List<Item> items,
        String nextCursor) {

    /** The most characters shown of a text. */
    static final int TEXT_LIMIT = 2000;

    /**
     * A step, a tool call or a guardrail event.
     *
     * @param kind {@code step}, {@code tool_call} or {@code guardrail}
     * @param name of the step or the tool; the guardrail's type
     * @param startedAt null where the run did not tell one, as the full form never does of a tool call
     * @param offsetMs milliseconds from the run's start to where the item stands in the list, negative for what was
     *        reported as earlier; an item without a time stands where its step does, or else at the run's start
     * @param parentStepId the step a call or an event belongs to, or a step is a part of; it may be a generic one
     * @param callId the call a guardrail event is about
     * @param latencyMs milliseconds; where none was told, the time between start and end
     * @param cost what a step alone used
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            String kind,
            String id,
            String name,
            @JsonInclude(JsonInclude.Include.ALWAYS) String status,
            @JsonInclude(JsonInclude.Include.ALWAYS) Instant startedAt,
            double offsetMs,
            @JsonInclude(JsonInclude.Include.ALWAYS) String parentStepId,
            String callId,
            String stepType,
            Instant endedAt,
            Double latencyMs,
            Integer retries,
            Integer statusCode,
            String errorClass,
            String errorType,
            String errorMessage,
            String message,
            String model,
            RunView.Cost cost,
            String inputSummary,
            String outputSummary,
            String resultSummary) {}
}
