package io.agentops.query.live;

import java.time.Instant;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * How long a hung run has been silent.
 *
 * @param since when it was last heard of
 * @param silentSeconds seconds from then until now
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Silence(
        Instant since,
        long silentSeconds) {}
