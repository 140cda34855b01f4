package io.agentops.query.alerts;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A rule with what it asks for and who is told.
 *
 * @param definition as it was written, without its webhooks
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RuleView(
        @JsonUnwrapped RuleItem rule,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String definition,
        List<Webhook> webhooks) {

    /**
     * A receiver.
     *
     * @param origin scheme, host and port; the rest of the URL may hold a secret
     * @param disabledAt when it said that it is gone; null while it is notified
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Webhook(UUID webhookId, String origin, Instant disabledAt) {}
}
