package io.agentops.query.search;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * What a search can ask of a run; what it did not tell is null.
 *
 * @param agent the agent's id, which is its name in the full form
 * @param facets as the column of that name has them, {@code tool:search} for instance
 * @param errorText all texts of the run's errors, as the table of that name has them: in lower case
 */
public record SearchedRun(
        String runId,
        String agent,
        String version,
        String status,
        String environment,
        String conversationId,
        String parentRunId,
        String traceId,
        Set<String> facets,
        String errorText,
        Instant startedAt,
        Instant endedAt,
        BigDecimal costUsd,
        Long tokensPrompt,
        Long tokensCompletion) {

    /** From its start to its end, in microseconds. */
    BigDecimal latencyMicros() {
        return startedAt == null || endedAt == null
                ? null
                : BigDecimal.valueOf(ChronoUnit.MICROS.between(startedAt, endedAt));
    }

    BigDecimal tokens() {
        if (tokensPrompt == null && tokensCompletion == null) {
            return null;
        }
        return orZero(tokensPrompt).add(orZero(tokensCompletion));
    }

    private static BigDecimal orZero(Long number) {
        return number == null ? BigDecimal.ZERO : BigDecimal.valueOf(number);
    }
}
