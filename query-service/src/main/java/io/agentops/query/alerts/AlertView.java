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
 * Something that a rule found, how it came about, and who was told.
 *
 * @param evidence numbers and words that say how it came about
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AlertView(
        @JsonUnwrapped AlertItem alert,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String evidence,
        List<Delivery> deliveries) {

    /**
     * A notification of one receiver.
     *
     * @param origin scheme, host and port of the receiver
     * @param status waiting, delivered, failed, or cancelled since the receiver is gone
     * @param nextAttemptAt null unless it waits
     * @param statusCode of the last answer; null where none came
     * @param error of the last attempt, a code; null where it went well, and before the first
     * @param finishedAt null while it waits
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Delivery(
            UUID deliveryId,
            UUID webhookId,
            String origin,
            String status,
            int attempts,
            Instant nextAttemptAt,
            Integer statusCode,
            String error,
            Instant finishedAt) {}
}
