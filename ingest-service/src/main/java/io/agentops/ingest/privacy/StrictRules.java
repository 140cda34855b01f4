package io.agentops.ingest.privacy;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.Evaluation;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolDefinition;
import io.agentops.http.Problem;
import io.agentops.ingest.runs.Rules;

/**
 * What a run in the full form must keep where no content is taken: its fields for prose must be absent or empty, and its labels must
 * be labels.
 */
final class StrictRules extends Rules {

    static final String CONTENT = "holds content, which this project's privacy mode refuses";
    static final String NO_LABEL = "is no plain label, and this project's privacy mode refuses content";

    private final PlainWords plain;

    StrictRules(PlainWords plain) {
        super(Instant.MAX);
        this.plain = plain;
    }

    List<Problem.Error> check(AgentRun run) {
        plainId("/run_id", run.runId());
        if (run.agentName() != null && !plain.isName(run.agentName())) {
            add("/agent_name", NO_LABEL);
        }
        plainLabel("/agent_version", run.agentVersion());
        plainLabel("/model", run.model());
        plainLabel("/environment", run.environment());
        qualified("/error_type", run.errorType());
        absent("/error_message", run.errorMessage());
        plainId("/trace_id", run.traceId());
        plainId("/conversation_id", run.conversationId());
        plainId("/parent_run_id", run.parentRunId());
        each("/correlation_ids", run.correlationIds(), id -> plainId("", id));
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
        plainId("/step_id", step.stepId());
        plainId("/parent_step_id", step.parentStepId());
        plainLabel("/name", step.name());
        plainLabel("/status", step.status());
        plainLabel("/step_type", step.stepType());
        plainLabel("/model", step.model());
        qualified("/error_type", step.errorType());
        absent("/input_summary", step.inputSummary());
        absent("/output_summary", step.outputSummary());
        absent("/error_message", step.errorMessage());
        metadata("/metadata", step.metadata());
    }

    private void call(ToolCall call) {
        plainId("/call_id", call.callId());
        plainId("/step_id", call.stepId());
        plainLabel("/tool_name", call.toolName());
        plainLabel("/status", call.status());
        qualified("/error_class", call.errorClass());
        plainId("/args_hash", call.argsHash());
        absent("/args_json", call.argsJson());
        absent("/result_summary", call.resultSummary());
        absent("/error_message", call.errorMessage());
    }

    private void event(GuardrailEvent event) {
        plainId("/event_id", event.eventId());
        plainId("/step_id", event.stepId());
        plainId("/call_id", event.callId());
        plainLabel("/type", event.type());
        absent("/message", event.message());
    }

    private void failure(Failure failure) {
        plainId("/failure_id", failure.failureId());
        plainId("/step_id", failure.stepId());
        plainLabel("/failure_type", failure.failureType());
        plainLabel("/failure_code", failure.failureCode());
        absent("/message", failure.message());
    }

    private void evaluation(Evaluation evaluation) {
        plainId("/evaluation_id", evaluation.evaluationId());
        plainId("/step_id", evaluation.stepId());
        plainLabel("/name", evaluation.name());
        plainLabel("/label", evaluation.label());
        absent("/explanation", evaluation.explanation());
    }

    private void definition(ToolDefinition definition) {
        plainLabel("/tool_name", definition.toolName());
        absent("/description", definition.description());
        if (definition.parameters() != null && !isPlain(definition.parameters())) {
            add("/parameters", CONTENT);
        }
    }

    /** A schema without prose: names, types, numbers and labels. */
    private boolean isPlain(JsonNode schema) {
        if (schema.isTextual()) {
            return plain.isLabel(schema.textValue());
        }
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            if (!plain.isLabel(field.getKey())) {
                return false;
            }
        }
        for (JsonNode part : schema) {
            if (!isPlain(part)) {
                return false;
            }
        }
        return true;
    }

    private void metadata(String of, Map<String, Object> metadata) {
        metadata.forEach((name, value) -> {
            boolean content = !Labels.isName(name) || (value instanceof String text && !plain.isLabel(text));
            if (content) {
                add(under(of, name), CONTENT);
            }
        });
    }

    private void absent(String at, String text) {
        if (text != null && !text.isEmpty()) {
            add(at, CONTENT);
        }
    }

    private void absent(String at, JsonNode node) {
        if (node != null && !node.isNull() && !node.isEmpty()) {
            add(at, CONTENT);
        }
    }

    private void plainLabel(String at, String label) {
        if (label != null && !label.isEmpty() && !plain.isLabel(label)) {
            add(at, NO_LABEL);
        }
    }

    private void qualified(String at, String name) {
        if (name != null && !name.isEmpty() && !plain.isQualified(name)) {
            add(at, NO_LABEL);
        }
    }

    private void plainId(String at, String id) {
        if (id != null && !plain.isId(id)) {
            add(at, NO_LABEL);
        }
    }
}
