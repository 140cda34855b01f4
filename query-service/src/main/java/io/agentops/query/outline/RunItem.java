package io.agentops.query.outline;

import java.time.Instant;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.live.Silence;

/**
 * A run in a list; what it did not tell is null.
 *
 * @param agentId the agent's name in the full form
 * @param latencyMs milliseconds from its start to its end
 * @param errorType null also where it is no label but a text
 * @param hung null unless the run is running and silent for long
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RunItem(
        String runId,
        String agentId,
        String agentVersion,
        String environment,
        String status,
        Instant startedAt,
        Instant endedAt,
        Double latencyMs,
        String errorType,
        Silence hung) {}
