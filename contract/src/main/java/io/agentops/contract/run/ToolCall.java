package io.agentops.contract.run;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * One call of a tool, made within a step or by the run itself.
 *
 * @param callId unique within the run
 * @param seq its place among the calls of its step; where absent, its place in the message
 * @param stepId the step that made the call, which may arrive in another message
 * @param argsJson a JSON object
 * @param statusCode the tool's own status, an HTTP code where it has one
 * @param startedAt only traces tell it; a call without it is placed inside its step
 * @param latencyMs milliseconds
 */
@RecordBuilder
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ToolCall(
        String callId,
        Integer seq,
        String stepId,
        String toolName,
        String status,
        Instant startedAt,
        Instant endedAt,
        JsonNode argsJson,
        String argsHash,
        String resultSummary,
        String errorClass,
        String errorMessage,
        Integer statusCode,
        Integer retries,
        Double latencyMs) {}
