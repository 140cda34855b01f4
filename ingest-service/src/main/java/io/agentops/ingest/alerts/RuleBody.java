package io.agentops.ingest.alerts;

import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A rule as its owner writes it. Spans of time are a whole number and a unit, as {@code 5m}, {@code 24h}, {@code 7d}.
 *
 * @param holdFor how long the condition must hold before the rule fires; by default not at all
 * @param resolveFor how long it must not hold before the rule resolves; by default not at all
 * @param repeatEvery how often receivers are reminded of a rule that fires; by default never
 * @param enabled by default true
 * @param webhooks up to 5; when a rule is replaced, null leaves them as they are
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RuleBody(
        String name,
        Kinds condition,
        Filters filters,
        @JsonProperty("for") String holdFor,
        String resolveFor,
        String repeatEvery,
        Boolean enabled,
        List<Webhook> webhooks) {

    /** The fields of all kinds of condition; each kind has some of them. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Kinds(
            String kind,
            String metric,
            String window,
            String comparator,
            Double value,
            Double resolveValue,
            Integer minimumRuns,
            String period,
            Double limit,
            List<Double> percentages,
            Boolean onlySuccessful,
            Double factor) {}

    /** Which runs count; those that fit all that are there. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Filters(
            String agentId,
            String agentVersion,
            String environment,
            String tool,
            String failureType,
            String failureCode,
            String model) {

        static final Filters NONE = new Filters(null, null, null, null, null, null, null);
    }

    /**
     * A receiver.
     *
     * @param webhookId of one that the rule has already, which stays as it is; null for a new one
     * @param secret null to have one made
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Webhook(
            UUID webhookId,
            String url,
            String secret) {}

    RuleBody withoutWebhooks() {
        return new RuleBody(name, condition, filters, holdFor, resolveFor, repeatEvery, enabled, null);
    }
}
