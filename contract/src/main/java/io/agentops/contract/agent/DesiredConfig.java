package io.agentops.contract.agent;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * The answer to a heartbeat: all that the platform wants of an agent now. What is not in it is not wanted: a fault that is
 * missing ends.
 *
 * @param configVersion comes back in the next heartbeats once it is in effect
 * @param serverTime the platform's clock, against which its other times are read; null when it gives none
 * @param faults at most {@link FaultRules#MOST_FAULTS}; an empty list ends all
 * @param recovery to be carried out once; null when there is none
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DesiredConfig(
        long configVersion,
        Instant serverTime,
        List<FaultSpec> faults,
        RecoveryCommand recovery) {

    public DesiredConfig {
        faults = faults == null ? List.of() : List.copyOf(faults);
    }
}
