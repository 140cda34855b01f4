package io.agentops.ingest.runs;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.Evaluation;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolDefinition;
import io.agentops.http.Problem;

/** What a run in the full form must keep beyond its types. */
final class RunRules extends Rules {

    static final int JSON_LENGTH = 131_072;
    static final int CORRELATION_IDS = 100;
    static final int METADATA_LENGTH = 4_096;
    private static final BigDecimal MOST_USD = new BigDecimal("1e12");

    /** Checks against a clock: no time may be after {@code latest}. */
    RunRules(Instant latest) {
        super(latest);
    }

    List<Problem.Error> check(AgentRun run) {
        id("/run_id", run.runId());
        required("/agent_name", run.agentName(), ID_LENGTH);
        label("/agent_version", run.agentVersion());
        label("/model", run.model());
        label("/environment", run.environment());
        present("/started_at", run.startedAt());
        span("", run.startedAt(), run.endedAt());
        present("/status", run.status());
        label("/error_type", run.errorType());
        text("/error_message", run.errorMessage());
        label("/trace_id", run.traceId());
        optionalId("/conversation_id", run.conversationId());
        optionalId("/parent_run_id", run.parentRunId());
        cost("/cost", run.cost());
        atMost("/correlation_ids", run.correlationIds().size(), CORRELATION_IDS);
        each("/correlation_ids", run.correlationIds(), this::id);
        metadata("/metadata", run.metadata());
        each("/steps", run.steps(), this::step);
        each("/tool_calls", run.toolCalls(), this::call);
        each("/guardrail_events", run.guardrailEvents(), this::event);
        each("/failures", run.failures(), this::failure);
        each("/evaluations", run.evaluations(), this::evaluation);
        each("/tool_definitions", run.toolDefinitions(), this::definition);
        return errors();
    }

    private void step(String at, Step step) {
        id(at + "/step_id", step.stepId());
        name(at + "/name", step.name());
        label(at + "/status", step.status());
        span(at, step.startedAt(), step.endedAt());
        text(at + "/input_summary", step.inputSummary());
        text(at + "/output_summary", step.outputSummary());
        optionalId(at + "/parent_step_id", step.parentStepId());
        label(at + "/step_type", step.stepType());
        label(at + "/model", step.model());
        label(at + "/error_type", step.errorType());
        text(at + "/error_message", step.errorMessage());
        cost(at + "/cost", step.cost());
        metadata(at + "/metadata", step.metadata());
        notNegative(at + "/seq", step.seq());
        notNegative(at + "/retries", step.retries());
        notNegative(at + "/latency_ms", step.latencyMs());
    }

    private void call(String at, ToolCall call) {
        id(at + "/call_id", call.callId());
        optionalId(at + "/step_id", call.stepId());
        name(at + "/tool_name", call.toolName());
        label(at + "/status", call.status());
        span(at, call.startedAt(), call.endedAt());
        object(at + "/args_json", call.argsJson());
        label(at + "/args_hash", call.argsHash());
        text(at + "/result_summary", call.resultSummary());
        label(at + "/error_class", call.errorClass());
        text(at + "/error_message", call.errorMessage());
        notNegative(at + "/seq", call.seq());
        notNegative(at + "/retries", call.retries());
        notNegative(at + "/latency_ms", call.latencyMs());
    }

    private void event(String at, GuardrailEvent event) {
        id(at + "/event_id", event.eventId());
        required(at + "/type", event.type(), LABEL_LENGTH);
        text(at + "/message", event.message());
        optionalId(at + "/step_id", event.stepId());
        optionalId(at + "/call_id", event.callId());
        time(at + "/created_at", event.createdAt());
    }

    private void definition(String at, ToolDefinition definition) {
        required(at + "/tool_name", definition.toolName(), LABEL_LENGTH);
        text(at + "/description", definition.description());
        object(at + "/parameters", definition.parameters());
    }

    /** What an agent called. A model may call a tool by an empty name, and such a run must not be lost. */
    private void name(String at, String name) {
        present(at, name);
        label(at, name);
    }

    private void failure(String at, Failure failure) {
        id(at + "/failure_id", failure.failureId());
        required(at + "/failure_type", failure.failureType(), LABEL_LENGTH);
        required(at + "/failure_code", failure.failureCode(), LABEL_LENGTH);
        text(at + "/message", failure.message());
        optionalId(at + "/step_id", failure.stepId());
    }

    private void evaluation(String at, Evaluation evaluation) {
        id(at + "/evaluation_id", evaluation.evaluationId());
        required(at + "/name", evaluation.name(), LABEL_LENGTH);
        finite(at + "/score", evaluation.score());
        label(at + "/label", evaluation.label());
        text(at + "/explanation", evaluation.explanation());
        optionalId(at + "/step_id", evaluation.stepId());
        time(at + "/created_at", evaluation.createdAt());
    }

    private void cost(String at, Cost cost) {
        if (cost == null) {
            return;
        }
        notNegative(at + "/tokens_prompt", cost.tokensPrompt());
        notNegative(at + "/tokens_completion", cost.tokensCompletion());
        notNegative(at + "/total_cost_usd", cost.totalCostUsd());
        if (cost.totalCostUsd() != null
                && (cost.totalCostUsd().compareTo(MOST_USD) > 0 || Math.abs(cost.totalCostUsd().scale()) > 30)) {
            add(at + "/total_cost_usd", "must be at most 1e12, with at most 30 decimals");
        }
    }

    private void metadata(String of, Map<String, Object> metadata) {
        atMost(of, metadata.size(), METADATA_ENTRIES);
        metadata.forEach((name, value) -> {
            String at = under(of, name);
            wellFormed(at, name);
            if (value instanceof String string) {
                bounded(at, string, METADATA_LENGTH);
            } else if (value instanceof Double number) {
                finite(at, number);
            } else if (value != null && !(value instanceof Number) && !(value instanceof Boolean)) {
                add(at, "must be a string, a number or a boolean");
            }
        });
    }

    private void object(String at, JsonNode node) {
        if (node == null || node.isNull()) {
            return;
        }
        if (!node.isObject()) {
            add(at, "must be an object");
            return;
        }
        if (values(at, node) > JSON_LENGTH) {
            add(at, "must be at most %,d characters of JSON".formatted(JSON_LENGTH));
        }
    }

    /** Checks every value within; the depth is bounded by the reader. Returns about how long the JSON is. */
    private int values(String at, JsonNode node) {
        if (node.isTextual()) {
            wellFormed(at, node.textValue());
            return node.textValue().length() + 3;
        }
        if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            add(at, "must be within the range of a 64-bit float");
        }
        int length = node.isNumber() ? node.asText().length() : 8;
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            wellFormed(at, name);
            length += name.length() + 4
                    + values(under(at, name), field.getValue());
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                length += values(at + "/" + i, node.get(i));
            }
        }
        return length;
    }
}
