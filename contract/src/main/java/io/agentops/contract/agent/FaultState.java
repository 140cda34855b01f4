package io.agentops.contract.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What became of a fault.
 *
 * @param reason why it was refused; null otherwise
 * @param affected how many requests it has affected
 * @param remainingMs how long it will still be active; 0 when it is not
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FaultState(
        String faultId,
        FaultType type,
        FaultPhase phase,
        String reason,
        long affected,
        long remainingMs) {}
