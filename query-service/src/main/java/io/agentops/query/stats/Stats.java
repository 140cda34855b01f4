package io.agentops.query.stats;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Figures over runs that started in a span of whole hours. Lists have at most 100 items, those with most runs, steps, calls or failures first.
 *
 * Runs that still go on count in {@code runs}, agents and intervals; their steps and calls do once they end.
 *
 * @param tools those with most failed calls first
 * @param models steps that called a model, or runs whose steps name none
 * @param intervals the runs of each part of the span in which some started; absent unless asked for
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Stats(
        Instant from,
        Instant to,
        Runs runs,
        Calls steps,
        List<Agent> agents,
        List<StepType> stepTypes,
        List<Tool> tools,
        List<Model> models,
        List<FailureCode> failures,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Interval> intervals) {

    /** The most items of a list. */
    static final int MOST = 100;

    /**
     * Sums over runs.
     *
     * @param successRate runs that ended in success, in percent of all, with 2 decimals; 0 without runs
     * @param latencyMs of runs that told when they ended; null where none did
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Runs(
            long total,
            long running,
            long success,
            long failure,
            long partial,
            double successRate,
            Latency latencyMs,
            BigInteger tokensPrompt,
            BigInteger tokensCompletion,
            BigDecimal totalCostUsd) {}

    /** Sums over steps or calls; latencies are null where none told any. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Calls(
            long total,
            long failed,
            Latency latencyMs) {}

    /** The runs of one version of an agent. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Agent(
            String agentId,
            String agentVersion,
            Runs runs) {}

    /** The steps of one type; null for those that tell none. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record StepType(
            String stepType,
            Calls steps) {}

    /** The calls of one tool. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Tool(
            String tool,
            Calls calls) {}

    /** What one model was used for. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Model(
            String model,
            Calls calls,
            BigInteger tokensPrompt,
            BigInteger tokensCompletion,
            BigDecimal totalCostUsd) {}

    /**
     * Failures of one kind.
     *
     * @param runs how many runs had one or more of them
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record FailureCode(
            String failureType,
            String failureCode,
            long failures,
            long runs) {}

    /** The runs that started in a part of the span. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Interval(
            Instant start,
            Runs runs) {}
}
