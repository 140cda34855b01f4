package io.agentops.query.anatomy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * What is known of a run itself; what it did not tell is null.
 *
 * @param day under which its rows are stored
 * @param agentId the agent's name in the full form
 */
public record RunFacts(
        String runId,
        LocalDate day,
        String agentId,
        String agentVersion,
        String model,
        String environment,
        String status,
        Instant startedAt,
        Instant endedAt,
        Long tokensPrompt,
        Long tokensCompletion,
        BigDecimal costUsd) {

    /** Microseconds since 1970. */
    long startedMicros() {
        return micros(startedAt);
    }

    /** Microseconds since 1970, or null. */
    Long endedMicros() {
        return endedAt == null ? null : micros(endedAt);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
