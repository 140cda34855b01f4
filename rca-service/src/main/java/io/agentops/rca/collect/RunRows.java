package io.agentops.rca.collect;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolDefinition;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** Turns the rows of a run back into the run that was sent. */
@ApplicationScoped
class RunRows {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {
    };

    private static final Comparator<Integer> SEQ = Comparator.nullsLast(Comparator.naturalOrder());

    private final ObjectMapper json;

    RunRows(ObjectMapper json) {
        this.json = json;
    }

    /** The run with at most {@code most} steps, calls and events each, and a gap for each list that had more. */
    CollectedRun decode(StoredRun stored, int most) {
        var gaps = new ArrayList<String>();
        var steps = list("steps", stored.steps(), most, gaps, RunRows::step);
        var calls = list("tool calls", stored.calls(), most, gaps, this::call);
        var events = list("guardrail events", stored.guardrails(), most, gaps, RunRows::guardrail);
        return new CollectedRun(run(stored.run(), steps, inStepOrder(calls, steps), events), stored.history(),
                List.copyOf(gaps));
    }

    private static <T> List<T> list(String what, RowSet<Row> rows, int most, List<String> gaps,
            Function<Row, T> decode) {
        if (rows.size() > most) {
            gaps.add("The run has more than " + most + " " + what + "; only the first " + most + " were read");
        }
        return StreamSupport.stream(rows.spliterator(), false).limit(most).map(decode).toList();
    }

    private AgentRun run(Row row, List<Step> steps, List<ToolCall> calls, List<GuardrailEvent> events) {
        return new AgentRun(
                row.getString("run_id"),
                row.getString("agent_name"),
                row.getString("agent_version"),
                row.getString("model"),
                row.getString("environment"),
                time(row, "started_at"),
                time(row, "ended_at"),
                RunStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getString("error_type"),
                row.getString("error_message"),
                row.getString("trace_id"),
                row.getString("conversation_id"),
                row.getString("parent_run_id"),
                cost(row),
                object(row, "correlation_ids").keySet().stream().sorted().toList(),
                steps,
                calls,
                events,
                definitions(row),
                object(row, "metadata"));
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
        return new Step(
                row.getString("step_id"),
                row.getInteger("seq"),
                row.getString("name"),
                row.getString("status"),
                time(row, "started_at"),
                time(row, "ended_at"),
                row.getString("input_summary"),
                row.getString("output_summary"),
                row.getInteger("retries"),
                row.getDouble("latency_ms"));
    }

    private ToolCall call(Row row) {
        return new ToolCall(
                row.getString("call_id"),
                row.getInteger("seq"),
                row.getString("step_id"),
                row.getString("tool_name"),
                row.getString("status"),
                present(tree(row, "args_json")),
                row.getString("args_hash"),
                row.getString("result_summary"),
                row.getString("error_class"),
                row.getString("error_message"),
                row.getInteger("status_code"),
                row.getInteger("retries"),
                row.getDouble("latency_ms"));
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

    // A call has no time of its own: it stands where its step does, and after all steps when its step is unknown.
    private static List<ToolCall> inStepOrder(List<ToolCall> calls, List<Step> steps) {
        var place = new HashMap<String, Integer>();
        steps.forEach(step -> place.put(step.stepId(), place.size()));
        return calls.stream()
                .sorted(Comparator
                        .comparingInt((ToolCall call) -> place.getOrDefault(call.stepId(), Integer.MAX_VALUE))
                        .thenComparing(ToolCall::stepId, Comparator.nullsLast(Comparator.naturalOrder()))
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
