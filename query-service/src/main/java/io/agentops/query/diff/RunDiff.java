package io.agentops.query.diff;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A page of what differs between two runs. All but {@code items} is of the whole runs, and the same on each page.
 *
 * @param changed the fields of the runs themselves that differ
 * @param latencyRatio how many times as long the second run took; null where one is not known or 0
 * @param onlyInA how many items the first run alone has
 * @param onlyInB how many items the second run alone has
 * @param changedItems how many items both have, with differences
 * @param sameItems how many items both have, without any
 * @param approximate whether somewhere the two had so little in common that items were paired by their names' occurrence
 *        only, see {@link Alignment}
 * @param truncated whether a run has more items or failures than are read of one; then all of this is of the earliest
 * @param items those that differ, each before its parts, in the order of the runs
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RunDiff(
        Run a,
        Run b,
        List<String> changed,
        Double latencyRatio,
        int onlyInA,
        int onlyInB,
        int changedItems,
        int sameItems,
        boolean approximate,
        boolean truncated,
        List<Difference> items,
        String nextCursor) {

    /**
     * One of the runs; what it did not tell is null.
     *
     * @param latencyMs from its start to its end; null while it has not ended
     * @param items how many there are
     * @param retries of all items
     * @param failureCodes how many failures there are of each code
     */
    @Schema(name = "ComparedRun")
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Run(
            String runId,
            String agentId,
            String agentVersion,
            String model,
            String environment,
            String status,
            Instant startedAt,
            Double latencyMs,
            int items,
            long retries,
            Long tokensPrompt,
            Long tokensCompletion,
            BigDecimal totalCostUsd,
            Map<String, Integer> failureCodes) {}

    /**
     * A step or a tool call that differs.
     *
     * @param difference {@code only_in_a}, {@code only_in_b} or {@code changed}
     * @param kind {@code step} or {@code tool_call}
     * @param name of the step or the tool; in the full form it may be any text
     * @param depth how many steps it lies within
     * @param changed the fields that differ, of one that both runs have
     * @param latencyRatio how many times as long it took in the second run; null where one is not known or 0
     * @param a as the first run has it, or null
     * @param b as the second run has it, or null
     */
    @Schema(name = "RunDifference")
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Difference(
            String difference,
            String kind,
            String name,
            String stepType,
            int depth,
            List<String> changed,
            Double latencyRatio,
            Item a,
            Item b) {}

    /**
     * A step or a tool call as one run has it; what it did not tell is null.
     *
     * @param parent the step it lies within; null for a part of the run itself
     * @param offsetMs from the run's start to the item's
     * @param latencyMs null where nothing tells
     * @param failureCodes sorted
     */
    @Schema(name = "ComparedItem")
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Item(
            String id,
            String parent,
            double offsetMs,
            String status,
            Double latencyMs,
            Integer retries,
            String model,
            Long tokensPrompt,
            Long tokensCompletion,
            BigDecimal costUsd,
            List<String> failureCodes) {}
}
