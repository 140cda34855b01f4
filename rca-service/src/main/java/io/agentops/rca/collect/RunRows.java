package io.agentops.rca.collect;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.contract.run.ToolDefinition;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** Turns the rows of a run back into the run that was sent. */
@ApplicationScoped
class RunRows {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {
    };

    private static final Comparator<Integer> SEQ = Comparator.nullsLast(Comparator.naturalOrder());

    private static final Comparator<Instant> TIME = Comparator.nullsLast(Comparator.naturalOrder());

    private final ObjectMapper json;

    RunRows(ObjectMapper json) {
        this.json = json;
    }

    /** The run within the bounds, and a gap for each that left something out. */
    CollectedRun decode(StoredRun stored, CollectConfig bounds) {
        int most = bounds.maxChildren();
        var gaps = new ArrayList<String>();
        var steps = list("steps", stored.steps(), most, gaps, RunRows::step);
        var calls = list("tool calls", stored.calls(), most, gaps, this::call);
        var events = list("guardrail events", stored.guardrails(), most, gaps, RunRows::guardrail);
        var failures = list("failures", stored.failures(), most, gaps, RunRows::failure);
        tooLong(stored, bounds.maxJsonBytes(), gaps);
        gaps.addAll(stored.history().gaps());
        return new CollectedRun(run(stored.run(), steps, inStepOrder(calls, steps), events, failures),
                stored.history().versions(), stored.history().group(), List.copyOf(gaps));
    }

    private static <T> List<T> list(String what, RowSet<Row> rows, int most, List<String> gaps,
            Function<Row, T> decode) {
        if (rows.size() > most) {
            gaps.add("The run has more than " + most + " " + what + "; only the first " + most + " were read");
        } else if (rows.size() > 0 && rows.iterator().next().getLong("found") > rows.size()) {
            gaps.add("The texts of the run's " + what + " are too long; only the first " + rows.size() + " were read");
        }
        return StreamSupport.stream(rows.spliterator(), false).limit(most).map(decode).toList();
    }

    private static void tooLong(StoredRun stored, int mostBytes, List<String> gaps) {
        for (var column : List.of("correlation_ids", "tool_definitions", "metadata")) {
            if (Boolean.TRUE.equals(stored.run().getBoolean(column + "_too_long"))) {
                gaps.add("The run's " + column.replace('_', ' ') + " were not read, being longer than " + mostBytes
                        + " bytes");
            }
        }
        long calls = stored.calls().stream().filter(row -> Boolean.TRUE.equals(row.getBoolean("args_json_too_long")))
                .count();
        if (calls > 0) {
            gaps.add("The arguments of " + calls + " tool calls were not read, being longer than " + mostBytes
                    + " bytes each");
        }
    }

    private AgentRun run(Row row, List<Step> steps, List<ToolCall> calls, List<GuardrailEvent> events,
            List<Failure> failures) {
        return AgentRunBuilder.builder()
                .runId(row.getString("run_id"))
                .agentName(row.getString("agent_name"))
                .agentVersion(row.getString("agent_version"))
                .model(row.getString("model"))
                .environment(row.getString("environment"))
                .startedAt(time(row, "started_at"))
                .endedAt(time(row, "ended_at"))
                .status(RunStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)))
                .errorType(row.getString("error_type"))
                .errorMessage(row.getString("error_message"))
                .traceId(row.getString("trace_id"))
                .conversationId(row.getString("conversation_id"))
                .parentRunId(row.getString("parent_run_id"))
                .cost(cost(row))
                .correlationIds(object(row, "correlation_ids").keySet().stream().sorted().toList())
                .steps(steps)
                .toolCalls(calls)
                .guardrailEvents(events)
                .failures(failures)
                .toolDefinitions(definitions(row))
                .metadata(object(row, "metadata"))
                .build();
    }

    private static Cost cost(Row row) {
        var prompt = row.getLong("tokens_prompt");
        var completion = row.getLong("tokens_completion");
        var usd = row.get(BigDecimal.class, "total_cost_usd");
        return Stream.of(prompt, completion, usd).allMatch(part -> part == null)
                ? null
                : new Cost(prompt, completion, usd);
    }

    private List<ToolDefinition> definitions(Row row) {
        var byName = tree(row, "tool_definitions");
        if (byName == null) {
            return List.of();
        }
        return byName.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(tool -> new ToolDefinition(tool.getKey(), tool.getValue().path("description").asText(null),
                        present(tool.getValue().get("parameters"))))
                .toList();
    }

    private static Step step(Row row) {
        return StepBuilder.builder()
                .stepId(row.getString("step_id"))
                .seq(row.getInteger("seq"))
                .parentStepId(row.getString("parent_step_id"))
                .stepType(row.getString("step_type"))
                .name(row.getString("name"))
                .model(row.getString("model"))
                .status(row.getString("status"))
                .startedAt(time(row, "started_at"))
                .endedAt(time(row, "ended_at"))
                .inputSummary(row.getString("input_summary"))
                .outputSummary(row.getString("output_summary"))
                .errorType(row.getString("error_type"))
                .errorMessage(row.getString("error_message"))
                .retries(row.getInteger("retries"))
                .latencyMs(row.getDouble("latency_ms"))
                .build();
    }

    private ToolCall call(Row row) {
        return ToolCallBuilder.builder()
                .callId(row.getString("call_id"))
                .seq(row.getInteger("seq"))
                .stepId(row.getString("step_id"))
                .toolName(row.getString("tool_name"))
                .status(row.getString("status"))
                .startedAt(time(row, "started_at"))
                .endedAt(time(row, "ended_at"))
                .argsJson(present(tree(row, "args_json")))
                .argsHash(row.getString("args_hash"))
                .resultSummary(row.getString("result_summary"))
                .errorClass(row.getString("error_class"))
                .errorMessage(row.getString("error_message"))
                .statusCode(row.getInteger("status_code"))
                .retries(row.getInteger("retries"))
                .latencyMs(row.getDouble("latency_ms"))
                .build();
    }

    private static Failure failure(Row row) {
        return new Failure(
                row.getString("failure_id"),
                row.getString("failure_type"),
                row.getString("failure_code"),
                row.getString("message"),
                row.getString("step_id"));
    }

    private static GuardrailEvent guardrail(Row row) {
        return new GuardrailEvent(
                row.getString("event_id"),
                row.getString("type"),
                row.getString("message"),
                row.getString("step_id"),
                row.getString("call_id"),
                time(row, "created_at"));
    }

    // A call stands where its step does, and after all steps when its step is unknown. Within a step times decide where all calls have one:
    // each message of a step may number its calls anew.
    private static List<ToolCall> inStepOrder(List<ToolCall> calls, List<Step> steps) {
        var place = new HashMap<String, Integer>();
        steps.forEach(step -> place.put(step.stepId(), place.size()));
        var untimed = calls.stream().filter(call -> call.startedAt() == null).map(ToolCall::stepId)
                .collect(Collectors.toCollection(HashSet::new));
        return calls.stream()
                .sorted(Comparator
                        .comparingInt((ToolCall call) -> place.getOrDefault(call.stepId(), Integer.MAX_VALUE))
                        .thenComparing(ToolCall::stepId, Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(call -> untimed.contains(call.stepId()) ? null : call.startedAt(), TIME)
                        .thenComparing(ToolCall::seq, SEQ)
                        .thenComparing(ToolCall::callId))
                .toList();
    }

    private Map<String, Object> object(Row row, String column) {
        var text = row.getString(column);
        try {
            return text == null ? Map.of() : json.readValue(text, OBJECT);
        } catch (JsonProcessingException e) {
            throw unreadable(column);
        }
    }

    private JsonNode tree(Row row, String column) {
        var text = row.getString(column);
        try {
            return text == null ? null : json.readTree(text);
        } catch (JsonProcessingException e) {
            throw unreadable(column);
        }
    }

    // Without its cause, whose message quotes the content.
    private static IllegalArgumentException unreadable(String column) {
        return new IllegalArgumentException(column + ": not what a run holds");
    }

    private static JsonNode present(JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }

    private static Instant time(Row row, String column) {
        var time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
