package io.agentops.query.deadletters;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A refused record without what it held.
 *
 * @param topic the topic that refused it
 * @param source {@code topic/partition/offset} of it
 * @param door null for a direct producer's record
 * @param recordKey null where it had none, or none that may be kept
 * @param valueBytes the size of its whole value; null where not even the dead-letter topic has it
 * @param valueState what is kept of the value: {@code as_sent}, {@code masked}, or nothing, as {@code private},
 *        {@code too_large}, {@code too_many} or {@code absent}
 * @param status {@code open}, {@code redriven} or {@code discarded}
 * @param createdAt when it was refused
 * @param decidedAt null while it is open
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DeadLetterItem(
        UUID deadLetterId,
        String topic,
        String source,
        String reason,
        String door,
        String recordKey,
        Integer valueBytes,
        String valueState,
        String status,
        Instant createdAt,
        Instant decidedAt) {}
