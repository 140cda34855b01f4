package io.agentops.query.outline;

import java.time.Instant;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.live.Hung;
import io.agentops.query.runs.RunView;

/**
 * A run without content; what it did not tell is null.
 *
 * @param agentId the agent's name in the full form
 * @param latencyMs milliseconds from its start to its end
 * @param hung null unless the run is running and silent for long
 * @param steps how many there are, generic ones aside
 * @param failures how many there are
 * @param toolCalls how many there are
 * @param failureGroup the id of the group of runs that failed the same way; null unless the run failed
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RunOutline(
        String runId,
        String agentId,
        String agentVersion,
        String environment,
        String status,
        Instant startedAt,
        Instant endedAt,
        Double latencyMs,
        String conversationId,
        String parentRunId,
        Hung hung,
        long steps,
        long failures,
        long toolCalls,
        RunView.Cost cost,
        String failureGroup) {}
