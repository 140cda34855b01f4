package io.agentops.query.live;

import java.time.Instant;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * How long a hung run has been silent, and in what.
 *
 * @param since when it was last heard of
 * @param silentSeconds seconds from then until now
 * @param lastStep the step that began last, by seq where two began at once; null where none is known
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Hung(
        Instant since,
        long silentSeconds,
        LastStep lastStep) {

    /** What a hung run did last. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record LastStep(
            String stepId,
            String name,
            String status,
            Instant startedAt) {}
}
