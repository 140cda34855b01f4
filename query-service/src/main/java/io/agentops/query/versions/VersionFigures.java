package io.agentops.query.versions;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.inference.Interval;
import io.agentops.query.inference.Share;
import io.agentops.query.page.Times;
import io.agentops.query.stats.Histogram;
import io.agentops.query.stats.Latency;
import io.vertx.mutiny.sqlclient.Row;

/**
 * Sums over the ended runs of a version.
 *
 * @param running how many more started in the span and still go on
 * @param firstSeen the hour of the first run in the span
 * @param lastSeen the hour of the last one
 */
record VersionFigures(
        String version,
        long runs,
        long success,
        long failure,
        long running,
        BigDecimal tokensPrompt,
        BigDecimal tokensCompletion,
        BigDecimal costUsd,
        Instant firstSeen,
        Instant lastSeen,
        Histogram latency) {

    private static final int TOKEN_DECIMALS = 2;
    private static final int COST_DECIMALS = 8;

    /**
     * Figures as they are shown.
     *
     * @param runs that ended, of which all other figures are
     * @param running how many more there are, which still go on
     * @param successRate in percent of runs
     * @param latencyMs of runs that told when they ended; null where none did
     * @param costPerRunUsd of all runs, where what tells no cost counts as 0; so do tokens
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record View(
            String agentVersion,
            Instant firstSeen,
            Instant lastSeen,
            long runs,
            long success,
            long failure,
            long partial,
            long running,
            double successRate,
            Interval successRateInterval,
            Latency latencyMs,
            @JsonProperty("tokens_prompt_per_run") double tokensPrompt,
            @JsonProperty("tokens_completion_per_run") double tokensCompletion,
            double costPerRunUsd) {}

    static VersionFigures of(Row row) {
        Histogram latency = new Histogram();
        latency.add(row.getArrayOfIntegers("buckets"), row.getArrayOfLongs("counts"));
        return new VersionFigures(row.getString("agent_version"), row.getLong("total"), row.getLong("succeeded"),
                row.getLong("failed"), row.getLong("running"), row.getBigDecimal("tokens_prompt"),
                row.getBigDecimal("tokens_completion"),
                row.getBigDecimal("cost_usd"), Times.instant(row, "first_seen"), Times.instant(row, "last_seen"),
                latency);
    }

    Share successes() {
        return new Share(success, runs);
    }

    View view() {
        return new View(version, firstSeen, lastSeen, runs, success, failure, runs - success - failure, running,
                Rounding.percent(successes().value()), Rounding.percent(successes().interval()), latency.latency(),
                perRun(tokensPrompt, TOKEN_DECIMALS), perRun(tokensCompletion, TOKEN_DECIMALS),
                perRun(costUsd, COST_DECIMALS));
    }

    private double perRun(BigDecimal sum, int decimals) {
        return sum.divide(BigDecimal.valueOf(runs), decimals, RoundingMode.HALF_UP).doubleValue();
    }
}
