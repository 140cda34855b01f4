package io.agentops.demo.chat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.Identity;
import io.agentops.demo.calls.CallOutcome;
import io.agentops.demo.calls.ToolFault;
import io.agentops.demo.http.Json;
import io.agentops.sdk.RunStatus;
import io.agentops.sdk.StepType;

/**
 * What a run has to tell beyond the privacy-first form: arguments, results, messages, guardrail events, the tools offered. Told
 * in the full form under the ids the SDK gave, it is the same run. What both forms say is said alike.
 */
final class RunDetails {

    private static final int LONGEST = 4_000;

    private final ObjectNode run = Json.object();
    private final ArrayNode steps = run.putArray("steps");
    private final ArrayNode calls = run.putArray("tool_calls");
    private final ArrayNode events = run.putArray("guardrail_events");

    RunDetails(Identity agent, String runId, String traceId, String conversationId) {
        run.put("run_id", runId).put("agent_name", agent.name()).put("agent_version", agent.version())
                .put("environment", agent.environment()).put("started_at", now()).put("trace_id", traceId)
                .put("conversation_id", conversationId);
    }

    synchronized void step(String stepId, StepType type, String name, boolean failed, String input, String output) {
        ObjectNode step = steps.addObject().put("step_id", stepId).put("name", name)
                .put("step_type", type.name().toLowerCase(Locale.ROOT)).put("status", failed ? "failure" : "success");
        put(step, "input_summary", input);
        put(step, "output_summary", output);
    }

    synchronized void call(String stepId, CallOutcome outcome) {
        ObjectNode call = calls.addObject().put("call_id", stepId).put("step_id", stepId)
                .put("tool_name", outcome.tool()).put("status", outcome.fault().isPresent() ? "failure" : "success")
                .put("retries", outcome.retries()).put("latency_ms", outcome.latency().toNanos() / 1e6);
        call.set("args_json", outcome.arguments());
        if (outcome.statusCode() != null) {
            call.put("status_code", outcome.statusCode());
        }
        if (outcome.result() != null) {
            put(call, "result_summary", outcome.result().toString());
        }
        outcome.fault().ifPresent(fault -> error(call, fault));
    }

    private static void error(ObjectNode call, ToolFault fault) {
        call.put("error_class", fault.errorClass());
        put(call, "error_message", fault.message());
    }

    synchronized void guardrail(String type, String message, String stepId) {
        events.addObject().put("event_id", "g" + (events.size() + 1)).put("type", type).put("message", message)
                .put("step_id", stepId).put("created_at", now());
    }

    /** Tokens may be null. */
    synchronized void model(String name, Long tokensPrompt, Long tokensCompletion) {
        run.put("model", name);
        run.putObject("cost").put("tokens_prompt", tokensPrompt).put("tokens_completion", tokensCompletion);
    }

    /** The message, once all is told. */
    synchronized ObjectNode ended(RunStatus status, String errorType, String errorMessage, JsonNode offered) {
        run.put("ended_at", now()).put("status", status.name().toLowerCase(Locale.ROOT));
        put(run, "error_type", errorType);
        put(run, "error_message", errorMessage);
        ArrayNode definitions = run.putArray("tool_definitions");
        offered.forEach(tool -> {
            ObjectNode definition = definitions.addObject().put("tool_name", tool.path("name").asText())
                    .put("description", tool.path("description").asText());
            definition.set("parameters", tool.path("parameters"));
        });
        return run;
    }

    private static void put(ObjectNode node, String field, String text) {
        if (text != null) {
            node.put(field, text.length() <= LONGEST ? text : text.substring(0, LONGEST));
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
    }
}
