package io.agentops.contract.agent;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * How a recovery ended, in every heartbeat until newer ones take its place.
 *
 * @param detail what went wrong, without the agent's output; null when nothing did
 * @param exit how the process ended that was there before; null when none was
 * @param newPid the process since; null when there is none
 * @param tookMs from the beginning of the stop to the running process
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecoveryResult(
        String recoveryId,
        long fencingToken,
        RecoveryOutcome outcome,
        String detail,
        ExitReason exit,
        Long newPid,
        long tookMs,
        Instant finishedAt) {}
