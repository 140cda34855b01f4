package io.agentops.query.stats;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * How runs went lately; all figures are 0 when there were none.
 *
 * @param successRate runs that ended in success, in percent of all, with 2 decimals
 * @param hungRuns those that are running and silent for long
 * @param topFailingTools at most 10, those with most failed calls first
 * @param p95StepLatencyMs milliseconds, within 4.5 % of the latency that has this rank
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Overview(
        long totalRuns,
        double successRate,
        long hungRuns,
        List<FailingTool> topFailingTools,
        // Snake case would split the number from its letter.
        @JsonProperty("p95_step_latency_ms") double p95StepLatencyMs,
        BigDecimal totalCostUsd) {

    /** How many of a tool's calls failed. */
    public record FailingTool(
            String tool,
            long count) {}
}
