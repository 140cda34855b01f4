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
        span(run.startedAt(), run.endedAt());
        present("/status", run.status());
        label("/error_type", run.errorType());
        text("/error_message", run.errorMessage());
        label("/trace_id", run.traceId());
        optionalId("/conversation_id", run.conversationId());
        optionalId("/parent_run_id", run.parentRunId());
        cost("/cost", run.cost());
        atMost("/correlation_ids", run.correlationIds().size(), CORRELATION_IDS);
        each("/correlation_ids", run.correlationIds(), id -> id("", id));
        metadata("/metadata", run.metadata());
        each("/steps", run.steps(), this::step);
        each("/tool_calls", run.toolCalls(), this::call);
        each("/guardrail_events", run.guardrailEvents(), this::event);
        each("/failures", run.failures(), this::failure);
        each("/evaluations", run.evaluations(), this::evaluation);
        each("/tool_definitions", run.toolDefinitions(), this::definition);
        return errors();
    }

    private void step(Step step) {
        id("/step_id", step.stepId());
        name("/name", step.name());
        label("/status", step.status());
        span(step.startedAt(), step.endedAt());
        text("/input_summary", step.inputSummary());
        text("/output_summary", step.outputSummary());
        optionalId("/parent_step_id", step.parentStepId());
        label("/step_type", step.stepType());
        label("/model", step.model());
        label("/error_type", step.errorType());
        text("/error_message", step.errorMessage());
        cost("/cost", step.cost());
        metadata("/metadata", step.metadata());
        notNegative("/seq", step.seq());
        notNegative("/retries", step.retries());
        notNegative("/latency_ms", step.latencyMs());
    }

    private void call(ToolCall call) {
        id("/call_id", call.callId());
        optionalId("/step_id", call.stepId());
        name("/tool_name", call.toolName());
        label("/status", call.status());
        span(call.startedAt(), call.endedAt());
        object("/args_json", call.argsJson());
        label("/args_hash", call.argsHash());
        text("/result_summary", call.resultSummary());
        label("/error_class", call.errorClass());
        text("/error_message", call.errorMessage());
        notNegative("/seq", call.seq());
        notNegative("/retries", call.retries());
        notNegative("/latency_ms", call.latencyMs());
    }

    private void event(GuardrailEvent event) {
        id("/event_id", event.eventId());
        required("/type", event.type(), LABEL_LENGTH);
        text("/message", event.message());
        optionalId("/step_id", event.stepId());
        optionalId("/call_id", event.callId());
        time("/created_at", event.createdAt());
    }

    private void definition(ToolDefinition definition) {
        required("/tool_name", definition.toolName(), LABEL_LENGTH);
        text("/description", definition.description());
        object("/parameters", definition.parameters());
    }

    /** What an agent called. A model may call a tool by an empty name, and such a run must not be lost. */
    private void name(String field, String name) {
        present(field, name);
        label(field, name);
    }

    private void failure(Failure failure) {
        id("/failure_id", failure.failureId());
        required("/failure_type", failure.failureType(), LABEL_LENGTH);
        required("/failure_code", failure.failureCode(), LABEL_LENGTH);
        text("/message", failure.message());
        optionalId("/step_id", failure.stepId());
    }

    private void evaluation(Evaluation evaluation) {
        id("/evaluation_id", evaluation.evaluationId());
        required("/name", evaluation.name(), LABEL_LENGTH);
        finite("/score", evaluation.score());
        label("/label", evaluation.label());
        text("/explanation", evaluation.explanation());
        optionalId("/step_id", evaluation.stepId());
        time("/created_at", evaluation.createdAt());
    }

    private void cost(String field, Cost cost) {
        if (cost != null) {
            within(field, cost, this::cost);
        }
    }

    private void cost(Cost cost) {
        notNegative("/tokens_prompt", cost.tokensPrompt());
        notNegative("/tokens_completion", cost.tokensCompletion());
        notNegative("/total_cost_usd", cost.totalCostUsd());
        if (cost.totalCostUsd() != null
                && (cost.totalCostUsd().compareTo(MOST_USD) > 0 || Math.abs(cost.totalCostUsd().scale()) > 30)) {
            add("/total_cost_usd", "must be at most 1e12, with at most 30 decimals");
        }
    }

    private void metadata(String field, Map<String, Object> metadata) {
        atMost(field, metadata.size(), METADATA_ENTRIES);
        metadata.forEach((name, value) -> {
            String entry = under(field, name);
            wellFormed(entry, name);
            if (value instanceof String string) {
                bounded(entry, string, METADATA_LENGTH);
            } else if (value instanceof Double number) {
                finite(entry, number);
            } else if (value != null && !(value instanceof Number) && !(value instanceof Boolean)) {
                add(entry, "must be a string, a number or a boolean");
            }
        });
    }

    private void object(String field, JsonNode node) {
        if (node == null || node.isNull()) {
            return;
        }
        if (!node.isObject()) {
            add(field, "must be an object");
            return;
        }
        if (within(field, node) > JSON_LENGTH) {
            add(field, "must be at most %,d characters of JSON".formatted(JSON_LENGTH));
        }
    }

    /** Checks every value within; the depth is bounded by the reader. Returns about how long the JSON is. */
    private int within(String field, JsonNode container) {
        int length = 8;
        for (Map.Entry<String, JsonNode> entry : container.properties()) {
            String name = entry.getKey();
            if (flaw(name) != null) {
                add(field, flaw(name));
            }
            length += name.length() + 4 + value(field, name, entry.getValue());
        }
        if (container.isArray()) {
            for (int i = 0; i < container.size(); i++) {
                length += value(field, Integer.toString(i), container.get(i));
            }
        }
        return length;
    }

    private int value(String of, String name, JsonNode node) {
        if (node.isContainerNode()) {
            return within(under(of, name), node);
        }
        if (node.isTextual()) {
            if (flaw(node.textValue()) != null) {
                add(under(of, name), flaw(node.textValue()));
            }
            return node.textValue().length() + 3;
        }
        if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            add(under(of, name), "must be within the range of a 64-bit float");
        }
        return node.isNumber() ? node.asText().length() : 8;
    }
}
