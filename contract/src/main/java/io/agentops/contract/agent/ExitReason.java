package io.agentops.contract.agent;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * How a process ended.
 *
 * @param code the exit code; null when a signal ended it, or nobody could tell
 * @param signal e.g. {@code SIGKILL}; null when it ended by itself
 * @param outOfMemory whether the kernel killed something in the container for want of memory meanwhile
 * @param requested whether the sidecar ended it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExitReason(
        Integer code,
        String signal,
        boolean outOfMemory,
        boolean requested,
        long pid,
        Instant at) {}
