package io.agentops.contract.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * One run of an agent, or a part of one: messages with the same {@code run_id} merge into one run, in any order.
 * This is the value of a record in {@link io.agentops.contract.Topics#AGENT_RUNS} and the body of {@code POST /agent-runs}.
 *
 * @param runId unique within its project
 * @param agentName the agent's stable name
 * @param startedAt when the run began; messages of one run may differ, the earliest counts
 * @param endedAt when the run ended, not before {@code startedAt}; the latest counts
 * @param correlationIds ids under which other systems know this run; messages add to the set
 * @param toolDefinitions the tools the agent was offered, which lets an analysis check a call's arguments
 * @param metadata flat: strings, numbers and booleans by name
 */
@RecordBuilder
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AgentRun(
        String runId,
        String agentName,
        String agentVersion,
        String model,
        String environment,
        Instant startedAt,
        Instant endedAt,
        RunStatus status,
        String errorType,
        String errorMessage,
        String traceId,
        String conversationId,
        String parentRunId,
        Cost cost,
        List<String> correlationIds,
        List<Step> steps,
        List<ToolCall> toolCalls,
        List<GuardrailEvent> guardrailEvents,
        List<Failure> failures,
        List<Evaluation> evaluations,
        List<ToolDefinition> toolDefinitions,
        Map<String, Object> metadata) {

    public AgentRun {
        correlationIds = correlationIds == null ? List.of() : correlationIds;
        steps = steps == null ? List.of() : steps;
        toolCalls = toolCalls == null ? List.of() : toolCalls;
        guardrailEvents = guardrailEvents == null ? List.of() : guardrailEvents;
        failures = failures == null ? List.of() : failures;
        evaluations = evaluations == null ? List.of() : evaluations;
        toolDefinitions = toolDefinitions == null ? List.of() : toolDefinitions;
        metadata = metadata == null ? Map.of() : metadata;
    }
}
