package io.agentops.contract.agent;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * A fault as it is asked for. What is left out is filled in, so that a spec always says all that it means.
 *
 * @param faultId unique within the project, for ever: a sidecar arms an id once
 * @param probability the share of matching requests that are affected, above 0 to 1
 * @param latencyMs of {@code latency}: how much later a request reaches the agent; 2500 by default
 * @param jitterMs of {@code latency}: by how much that varies, evenly, either way
 * @param status of {@code error}: 400 to 599, 500 by default
 * @param bytesPerSecond of {@code bandwidth}: 1024 by default
 * @param retryAfterSeconds of {@code rate_limit}: 5 by default
 * @param match which requests; by default all to the agent
 * @param includeHealth whether paths of health checks are affected too
 * @param ttlSeconds how long the sidecar keeps it, 1 to 900, by a clock that nobody sets
 * @param expiresAt when it ends at the latest, wherever the sidecar heard of it late; null where only {@code ttlSeconds} counts
 * @param maxRequests how many requests it affects at most; null for no limit
 * @param seed decides which requests are affected and how much; null for any
 * @param owner who asked for it
 * @param reason why, for people
 */
@RecordBuilder
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FaultSpec(
        String faultId,
        FaultType type,
        Double probability,
        Integer latencyMs,
        Integer jitterMs,
        Integer status,
        BodyMode bodyMode,
        Integer bytesPerSecond,
        Integer retryAfterSeconds,
        FaultMatch match,
        Boolean includeHealth,
        Integer ttlSeconds,
        Instant expiresAt,
        Integer maxRequests,
        Long seed,
        String owner,
        String reason) {

    /** Enough to be seen: more than the latency at which an agent counts as degraded. */
    public static final int DEFAULT_LATENCY_MS = 2500;

    public FaultSpec {
        probability = probability == null ? Double.valueOf(1) : probability;
        latencyMs = filled(latencyMs, DEFAULT_LATENCY_MS, type == FaultType.LATENCY);
        jitterMs = filled(jitterMs, 0, type == FaultType.LATENCY);
        status = filled(status, 500, type == FaultType.ERROR);
        bytesPerSecond = filled(bytesPerSecond, 1024, type == FaultType.BANDWIDTH);
        retryAfterSeconds = filled(retryAfterSeconds, 5, type == FaultType.RATE_LIMIT);
        bodyMode = bodyMode == null && type == FaultType.CORRUPT ? BodyMode.FLIP : bodyMode;
        match = match == null ? FaultMatch.ALL : match;
        includeHealth = includeHealth != null && includeHealth;
    }

    private static Integer filled(Integer value, int usual, boolean applies) {
        return value == null && applies ? Integer.valueOf(usual) : value;
    }
}
