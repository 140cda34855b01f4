package io.agentops.benchmarks.rca;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.contract.run.ToolDefinition;

/** Runs as agents mostly make them: eight steps, six calls of four tools with schemas, one way to end in ten each. */
final class OrdinaryRuns {

    private static final Instant STARTED = Instant.parse("2026-03-02T09:00:00Z");
    private static final int STEPS = 8;
    private static final int CALLS = 6;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TOOLS = List.of("search_orders", "read_order", "quote_shipping", "write_note");
    private static final List<ToolDefinition> DEFINITIONS = TOOLS.stream()
            .map(tool -> new ToolDefinition(tool, "Works on orders: " + tool,
                    json("""
                            {"type": "object", "required": ["query"], "properties": {"query": {"type": "string", "maxLength": 200},
                            "limit": {"type": "integer", "minimum": 1, "maximum": 50}, "state": {"enum": ["open", "paid", "sent"]}}}""")))
            .toList();
    private static final End[] ENDS = End.values();

    private OrdinaryRuns() {}

    /** The ways in which a run's last call ends. */
    private enum End {
        WELL(200, null, null, "{\"order\": 8812, \"state\": \"sent\"}"),
        WELL_WITH_WORDS_OF_ERRORS(200, null, null, "12 lines; the log says HTTP 429 and permission denied twice"),
        EMPTY(200, null, null, "{\"hits\": [], \"total\": 0}"),
        RATE(429, "RateLimitError", "Too Many Requests, retry in 20 s", null),
        PERMISSION(403, "Forbidden", "The key is not allowed to read orders", null),
        SCHEMA(422, "ValidationError", "limit: Input should be a valid integer, unable to parse string", null),
        TIMEOUT(null, "ReadTimeout", "The read operation timed out after 30 s", null),
        SERVER(500, "NullPointerException", "Cannot invoke total() because basket is null", null),
        WRONG_ANSWER(200, null, null, "{\"order\": 8812, \"state\": \"open\"}"),
        LOOP(200, null, null, "{\"order\": 8812}");

        private final Integer status;
        private final String errorClass;
        private final String message;
        private final String result;

        End(Integer status, String errorClass, String message, String result) {
            this.status = status;
            this.errorClass = errorClass;
            this.message = message;
            this.result = result;
        }

        boolean success() {
            return this == WELL || this == WELL_WITH_WORDS_OF_ERRORS;
        }
    }

    /** So many runs, each way to end in turn. */
    static List<AgentRun> of(int count) {
        return IntStream.range(0, count).mapToObj(number -> run(number, ENDS[number % ENDS.length], STEPS, CALLS))
                .toList();
    }

    /** One run of so many steps, of which every second made a call. */
    static AgentRun withSteps(int steps) {
        return run(0, End.TIMEOUT, steps, steps / 2);
    }

    private static AgentRun run(int number, End end, int stepCount, int callCount) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < stepCount; i++) {
            steps.add(StepBuilder.builder().stepId("s" + i).seq(i).name(i == 0 ? "plan" : "act " + i)
                    .stepType(i == 0 ? "plan" : "tool")
                    .status("success").startedAt(STARTED.plusMillis(100L * i))
                    .endedAt(STARTED.plusMillis(100L * i + 90))
                    .inputSummary("Where is parcel " + number + "?")
                    .outputSummary("Looked at order " + i + " of " + number).build());
        }
        List<ToolCall> calls = IntStream.range(0, callCount).mapToObj(i -> call(number, i, i == callCount - 1, end))
                .toList();
        return AgentRunBuilder.builder().runId("run-" + number).agentName("orders").agentVersion("1.4.2").model("m-1")
                .environment("prod").startedAt(STARTED).endedAt(STARTED.plusMillis(100L * stepCount))
                .status(end.success() ? RunStatus.SUCCESS : RunStatus.FAILURE).errorType(end.errorClass)
                .errorMessage(end.message)
                .steps(steps).toolCalls(calls).toolDefinitions(DEFINITIONS).build();
    }

    private static ToolCall call(int number, int place, boolean last, End end) {
        int asked = end == End.LOOP ? 0 : place;
        String limit = last && end == End.SCHEMA ? "\"ten\"" : "10";
        boolean failed = last && end.errorClass != null;
        return ToolCallBuilder.builder().callId("c" + place).seq(place).stepId("s" + (place + 1))
                .toolName(TOOLS.get(asked % TOOLS.size())).status(failed ? "error" : "success")
                .argsJson(json("{\"query\": \"parcel " + number + " " + asked + "\", \"limit\": " + limit + "}"))
                .resultSummary(last ? end.result : "{\"hits\": [{\"order\": " + (8000 + asked) + "}], \"total\": 1}")
                .statusCode(last ? end.status : Integer.valueOf(200)).errorClass(failed ? end.errorClass : null)
                .errorMessage(failed ? end.message : null).latencyMs(80.0).build();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
