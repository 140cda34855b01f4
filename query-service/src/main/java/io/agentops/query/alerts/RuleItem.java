package io.agentops.query.alerts;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A rule and where it stands.
 *
 * @param kind {@code threshold}, {@code budget}, {@code absence} or {@code regression}
 * @param agentId null where it is not about one agent
 * @param mutedUntil null unless its receivers are not told now
 * @param state {@code ok}, {@code pending}, {@code firing}; {@code off} for one that is not enabled
 * @param since when the state began
 * @param value what the last evaluation found; null before the first, and where there were too few runs
 * @param threshold what the value was held against; null likewise
 * @param evaluatedAt null before the first evaluation
 * @param evaluationFailed whether a later evaluation than that failed
 * @param alertId the alert with which it began to fire; null unless it fires
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RuleItem(
        UUID ruleId,
        String name,
        String kind,
        String agentId,
        boolean enabled,
        Instant mutedUntil,
        String state,
        Instant since,
        Double value,
        Double threshold,
        Instant evaluatedAt,
        boolean evaluationFailed,
        UUID alertId,
        Instant createdAt,
        Instant updatedAt) {}
