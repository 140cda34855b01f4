package io.agentops.contract.agent;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Tells a sidecar to mend its agent. It does so at most once for an id, whatever dies meanwhile.
 *
 * @param recoveryId unique within the project, for ever
 * @param fencingToken grows with each recovery of the agent: a sidecar that has seen a higher one does nothing
 * @param deadline after which it must not be begun; null for none
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecoveryCommand(
        String recoveryId,
        RecoveryAction action,
        long fencingToken,
        Instant issuedAt,
        Instant deadline) {}
