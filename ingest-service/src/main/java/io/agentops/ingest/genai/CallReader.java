package io.agentops.ingest.genai;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;

/** Reads tool calls from the spans of one run. */
final class CallReader {

    private static final int MOST_ARGUMENTS = 131_072;
    private static final String[] ARGUMENTS = {"gen_ai.tool.call.arguments", "tool_arguments", "tool.parameters",
            "gcp.vertex.agent.tool_call_args", "input.value", "traceloop.entity.input",
            "langfuse.observation.input"};
    private static final String[] RESULTS = {"gen_ai.tool.call.result", "tool_response",
            "gcp.vertex.agent.tool_response", "output.value", "traceloop.entity.output",
            "langfuse.observation.output"};
    private static final String[] STATUS_CODES = {"http.response.status_code", "http.status_code",
            "rpc.response.status_code"};

    private final RunSpans run;
    private final StepReader steps;
    private final Map<SpanNode, String> ids = new HashMap<>();
    private final Map<SpanNode, SpanNode> transports = new HashMap<>();

    CallReader(RunSpans run, StepReader steps) {
        this.run = run;
        this.steps = steps;
        Set<String> taken = new HashSet<>();
        for (SpanNode node : run.members()) {
            SpanNode call = node.kind() == Kind.TOOL ? carried(node, run) : null;
            if (call != null) {
                transports.putIfAbsent(call, node);
            } else if (node.kind() == Kind.TOOL) {
                ids.put(node, taken.add(id(node)) ? id(node) : again(node));
            }
        }
    }

    /** The calls in order of their starts. */
    List<ToolCall> read() {
        List<ToolCall> calls = new ArrayList<>();
        for (SpanNode node : run.members()) {
            if (ids.containsKey(node)) {
                calls.add(read(node));
            }
        }
        return calls;
    }

    /** The id of the call that a span became; null where it became none. */
    String idOf(SpanNode node) {
        return ids.get(node);
    }

    /** The id that a tool's span gives, before it is known to be the only one with it. */
    static String id(SpanNode node) {
        return TextLimits.id(node.attributes().text("gen_ai.tool.call.id", "tool.id", "tool_call.id"),
                node.span().spanId());
    }

    /** The id of one more attempt under the same id. */
    static String again(SpanNode node) {
        return TextLimits.id(id(node) + "#" + node.span().spanId(), node.span().spanId());
    }

    /** The call that an MCP request carries out, where the agent's own span tells of it already. */
    static SpanNode carried(SpanNode node, RunSpans run) {
        if (!node.attributes().has("mcp.method.name")) {
            return null;
        }
        SpanNode above = node.above(at -> at.kind() == Kind.TOOL || at.kind().beginsRun() || at.kind() == Kind.LLM);
        return above != null && above.kind() == Kind.TOOL && run.contains(above) ? above : null;
    }

    private ToolCall read(SpanNode node) {
        Attributes attributes = node.attributes();
        SpanError error = SpanError.of(node);
        SpanNode step = steps.isStep(node) ? node : steps.around(node);
        JsonNode result = attributes.structure(RESULTS);
        String status = saysError(result) ? "failure" : StepReader.status(node);
        Instant end = StepReader.end(node);
        return ToolCallBuilder.builder()
                .callId(ids.get(node))
                .stepId(step == null ? null : StepReader.id(step))
                .toolName(TextLimits.cut(name(node), TextLimits.LABEL))
                .status(status)
                .startedAt(node.span().startedAt())
                .endedAt(end)
                .argsJson(arguments(attributes))
                .resultSummary(steps.summary(attributes.text(RESULTS)))
                .errorClass(error.type())
                .errorMessage(error.message())
                .statusCode(statusCode(node))
                .latencyMs(end == null ? null : Duration.between(node.span().startedAt(), end).toNanos() / 1e6)
                .build();
    }

    private static String name(SpanNode node) {
        String name = node.attributes().text("gen_ai.tool.name", "tool.name", "traceloop.entity.name", "tool_name");
        if (name != null) {
            return name;
        }
        String spanName = node.span().name();
        for (String prefix : List.of("execute_tool ", "tools/call ", "running tool: ")) {
            if (spanName.startsWith(prefix) && spanName.length() > prefix.length()) {
                return spanName.substring(prefix.length());
            }
        }
        return spanName;
    }

    private static JsonNode arguments(Attributes attributes) {
        JsonNode told = attributes.structure(ARGUMENTS);
        return told != null && told.isObject() && told.toString().length() <= MOST_ARGUMENTS ? told : null;
    }

    /** A result of the Model Context Protocol says by {@code isError} that the tool failed (MCP, Tools, error handling). */
    private static boolean saysError(JsonNode result) {
        return result != null && result.path("isError").asBoolean(false);
    }

    private Integer statusCode(SpanNode node) {
        Long code = node.attributes().whole(STATUS_CODES);
        if (code == null && transports.containsKey(node)) {
            code = transports.get(node).attributes().whole(STATUS_CODES);
        }
        return code == null || Math.abs(code) > 99_999 ? null : (Integer) code.intValue();
    }
}
