package io.agentops.query.alerts;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Something that a rule found.
 *
 * @param rule its name at that time
 * @param agentId null where the rule is not about one agent
 * @param state {@code fired}, {@code resolved} or {@code reminder}
 * @param firedBy the alert with which the rule began to fire; null of that one
 * @param value null where there were too few runs to tell
 * @param threshold what the value was held against; null likewise
 * @param notification whether receivers are told: {@code sent}, or {@code muted}, {@code limited} for a rule that fired too often in
 *        an hour, {@code none} where there are none
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AlertItem(
        UUID alertId,
        UUID ruleId,
        String rule,
        String kind,
        String agentId,
        String state,
        Instant at,
        UUID firedBy,
        Double value,
        Double threshold,
        String notification) {}
