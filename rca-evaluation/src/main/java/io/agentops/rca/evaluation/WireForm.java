package io.agentops.rca.evaluation;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes the run of a case out in the form that {@code POST /agent-runs} takes, filling in ids, times and what the team says.
 *
 * <p>{@code steps} holds what happened, in order. With a {@code tool} it is a step {@code s1}, {@code s2}, … that made one call
 * {@code c1}, {@code c2}, …, with its {@code args}, {@code code} (status code), {@code error} ({@code [class, message]}),
 * {@code result}, {@code retries} and {@code ms}; a call has failed where it has an error or a code from 400 on, unless
 * {@code status} says otherwise. Without, it is a step alone, with {@code name}, {@code type}, {@code in} and {@code out}.
 * {@code guards} are guardrail events, {@code failures} those of the privacy-first form, {@code error} is the run's.
 * {@code times} repeats an entry; what texts may hold for that, see {@link Repetition}.
 */
final class WireForm {

    private static final Instant STARTED = Instant.parse("2026-03-02T09:00:00Z");
    private static final int TOOL_MS = 240;
    private static final int OTHER_MS = 900;
    private static final Map<String, String> OF_A_CALL = Map.of("args", "args_json", "result", "result_summary",
            "retries",
            "retries", "code", "status_code");
    private static final Map<String, String> OF_A_STEP = Map.of("name", "name", "type", "step_type", "in",
            "input_summary",
            "out", "output_summary", "parent", "parent_step_id", "model", "model", "meta", "metadata");

    private static final Set<String> OF_AN_ENTRY = Set.of("tool", "args", "result", "code", "error", "status",
            "retries", "ms",
            "name", "type", "in", "out", "parent", "model", "meta", "times", "id");

    private final JsonNode team;
    private final JsonNode source;
    private final Kind kind;
    private final ObjectNode run = JsonNodeFactory.instance.objectNode();
    private Instant now = STARTED;

    WireForm(JsonNode team, JsonNode source, Kind kind) {
        this.team = team;
        this.source = source;
        this.kind = kind;
    }

    ObjectNode run() {
        run.set("run_id", source.get("id"));
        run.set("agent_name", team.get("agent"));
        run.put("agent_version", source.path("version").asText(team.path("version").asText()));
        run.set("model", team.get("model"));
        run.put("environment", "prod").put("started_at", STARTED.toString());
        run.put("status", source.path("status").asText(kind.succeeds() ? "success" : "failure"));
        error(run, source.path("error"), "error_type");
        JsonNode cost = team.path("cost");
        run.putObject("cost").put("tokens_prompt", cost.path(0).asLong())
                .put("tokens_completion", cost.path(1).asLong())
                .set("total_cost_usd", cost.path(2));
        ArrayNode steps = run.putArray("steps");
        ArrayNode calls = run.putArray("tool_calls");
        Repetition.of(source.path("steps")).forEach(node -> step(node, steps, calls));
        run.put("ended_at", now.toString());
        ArrayNode guards = run.putArray("guardrail_events");
        Repetition.of(source.path("guards")).forEach(node -> guard(node, guards));
        source.path("failures").forEach(this::failure);
        definitions(run.putArray("tool_definitions"));
        return run;
    }

    private void step(JsonNode node, ArrayNode steps, ArrayNode calls) {
        Corpus.onlyKnown(node, OF_AN_ENTRY);
        boolean tool = node.has("tool");
        ObjectNode step = steps.addObject();
        step.put("step_id", tool ? "s" + steps.size() : node.path("id").asText("s" + steps.size()));
        step.put("seq", steps.size());
        copy(node, OF_A_STEP, step);
        String status = node.path("status").asText(failed(node) ? "failure" : "success");
        if (tool) {
            step.set("name", node.get("tool"));
            step.put("step_type", "tool");
            status = call(node, step.path("step_id").asText(), calls);
        } else {
            error(step, node.path("error"), "error_type");
            copy(node, Map.of("retries", "retries"), step);
        }
        int ms = node.path("ms").asInt(tool ? TOOL_MS : OTHER_MS);
        step.put("status", status.equals("error") ? "failure" : status).put("started_at", now.toString());
        now = now.plusMillis(ms);
        if (!status.equals("running")) {
            step.put("ended_at", now.toString()).put("latency_ms", ms);
        }
    }

    /** The call's status. */
    private static String call(JsonNode node, String stepId, ArrayNode calls) {
        ObjectNode call = calls.addObject();
        call.put("call_id", node.path("id").asText("c" + calls.size())).put("step_id", stepId);
        call.set("tool_name", node.get("tool"));
        String status = node.path("status").asText(failed(node) ? "error" : "success");
        call.put("status", status).put("latency_ms", node.path("ms").asInt(TOOL_MS));
        copy(node, OF_A_CALL, call);
        error(call, node.path("error"), "error_class");
        return status;
    }

    private static boolean failed(JsonNode node) {
        return node.has("error") || node.path("code").asInt() >= 400;
    }

    private void guard(JsonNode node, ArrayNode guards) {
        ObjectNode guard = guards.addObject();
        guard.put("event_id", "g" + guards.size()).put("created_at", now.toString());
        copy(node, Map.of("type", "type", "message", "message", "step", "step_id", "call", "call_id"), guard);
    }

    private void failure(JsonNode node) {
        ArrayNode failures = run.withArrayProperty("failures");
        ObjectNode failure = failures.addObject().put("failure_id", "f" + failures.size());
        copy(node, Map.of("type", "failure_type", "code", "failure_code", "message", "message", "step", "step_id"),
                failure);
    }

    private void definitions(ArrayNode definitions) {
        if (!source.path("tools").asText().equals("none")) {
            team.path("tools").forEachEntry((name, tool) -> define(name, tool, definitions));
        }
        source.path("offers").forEachEntry((name, tool) -> define(name, tool, definitions));
    }

    private static void define(String name, JsonNode tool, ArrayNode definitions) {
        ObjectNode definition = definitions.addObject().put("tool_name", name);
        copy(tool, Map.of("description", "description"), definition);
        ObjectNode parameters = definition.putObject("parameters").put("type", "object");
        parameters.set("properties", tool.path("properties"));
        if (tool.has("required")) {
            parameters.set("required", tool.get("required"));
        }
    }

    private static void error(ObjectNode to, JsonNode error, String type) {
        if (!error.isMissingNode()) {
            to.set(type, error.get(0));
            to.set("error_message", error.get(1));
        }
    }

    private static void copy(JsonNode from, Map<String, String> names, ObjectNode to) {
        names.forEach((name, wire) -> {
            if (from.has(name)) {
                to.set(wire, from.get(name));
            }
        });
    }
}
