package io.agentops.benchmarks.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Runs as spans of OpenTelemetry, one trace each, in OTLP's JSON. Only the run's own span names the run, and it may come
 * last: what was read until then must be gone in the end.
 */
final class TraceSamples implements Samples {

    private static final String DOOR = "otlp";
    private static final int STATUS_OK = 1;
    private static final int STATUS_ERROR = 2;

    private final long seed;
    private final Instant epoch;

    /**
     * The traces of a seed.
     *
     * @param epoch when the first of them began
     */
    TraceSamples(long seed, Instant epoch) {
        this.seed = seed;
        this.epoch = epoch;
    }

    @Override
    public Sample sample(long number) {
        SplittableRandom random = Samples.random(seed, DOOR, number);
        Trace trace = new Trace("%s-%d-%d".formatted(DOOR, seed, number),
                HexFormat.of().toHexDigits(random.nextLong() | 1) + HexFormat.of().toHexDigits(number + 1),
                epoch.plusMillis(number), random);
        return new Sample(trace.runId, trace.messages(), trace.rows, false);
    }

    private static final class Trace {
        private final String runId;
        private final String traceId;
        private final Instant start;
        private final Instant end;
        private final SplittableRandom random;
        private final List<ObjectNode> spans = new ArrayList<>();
        private final ObjectNode rows = Json.object();
        private long promptTokens;

        Trace(String runId, String traceId, Instant start, SplittableRandom random) {
            this.runId = runId;
            this.traceId = traceId;
            this.start = start;
            this.end = start.plusMillis(10_000);
            this.random = random;
            boolean failed = random.nextInt(3) == 0;
            String root = spanId();
            ObjectNode attributes = span(root, null, "invoke_agent planner", start, end, failed);
            attributes.put("gen_ai.operation.name", "invoke_agent").put("gen_ai.agent.name", "planner-東京")
                    .put("agentops.run.id", runId);
            String plan = spanId();
            span(plan, root, "plan planner", start.plusMillis(5), start.plusMillis(900), false)
                    .put("gen_ai.operation.name", "plan");
            step(plan, null, "plan");
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                model(root, i);
                tool(plan, i);
            }
            Rows.row(rows, "run", "").put("agent_name", "planner-東京").put("status", failed ? "failure" : "success")
                    .put("started_at", start.toString()).put("ended_at", end.toString()).put("trace_id", traceId)
                    .put("model", "harness-model").put("tokens_prompt", promptTokens);
        }

        private void model(String parent, int place) {
            String id = spanId();
            int tokens = random.nextInt(1, 5_000);
            promptTokens += tokens;
            ObjectNode attributes = span(id, parent, "chat harness-model", start.plusMillis(1_000L * place),
                    start.plusMillis(1_000L * place + random.nextInt(900)), false);
            attributes.put("gen_ai.operation.name", "chat").put("gen_ai.request.model", "harness-model")
                    .put("gen_ai.usage.input_tokens", tokens).put("note", Words.text(random, 3));
            step(id, null, "llm").put("model", "harness-model").put("tokens_prompt", tokens);
        }

        private void tool(String parent, int place) {
            String id = spanId();
            String callId = "call-" + place;
            Instant began = start.plusMillis(100L * place);
            boolean failed = random.nextInt(4) == 0;
            ObjectNode arguments = Json.object().put("q", Words.text(random, 2)).put("n", random.nextInt());
            String result = Words.text(random, 4);
            span(id, parent, "execute_tool search", began, began.plusMillis(50), failed)
                    .put("gen_ai.operation.name", "execute_tool").put("gen_ai.tool.name", "search")
                    .put("gen_ai.tool.call.id", callId).put("gen_ai.tool.call.arguments", arguments.toString())
                    .put("gen_ai.tool.call.result", "r " + result);
            step(id, parent, "tool");
            ObjectNode call = Rows.row(rows, "tool_call", callId);
            call.put("step_id", id).put("tool_name", "search").put("status", failed ? "failure" : "success")
                    .put("started_at", began.toString()).put("ended_at", began.plusMillis(50).toString())
                    .put("result_summary", "r " + result).put("latency_ms", 50.0).set("args_json", arguments);
        }

        private ObjectNode step(String id, String parent, String type) {
            ObjectNode span = (ObjectNode) rows.get("span").get(id);
            ObjectNode step = Rows.row(rows, "step", id).put("step_type", type);
            step.put("status", "error".equals(span.path("status").textValue()) ? "failure" : "success");
            List.of("name", "started_at", "ended_at").forEach(name -> step.set(name, span.get(name)));
            return parent == null ? step : step.put("parent_step_id", parent);
        }

        /** Adds a span to what is sent and to what must be stored; its attributes are filled in by the caller. */
        private ObjectNode span(String id, String parent, String name, Instant from, Instant to, boolean failed) {
            ObjectNode sent = Json.object().put("traceId", traceId).put("spanId", id).put("name", name).put("kind", 1)
                    .put("startTimeUnixNano", nanos(from)).put("endTimeUnixNano", nanos(to));
            sent.putObject("status").put("code", failed ? STATUS_ERROR : STATUS_OK);
            ObjectNode row = Rows.row(rows, "span", id).put("name", name).put("started_at", from.toString())
                    .put("ended_at", to.toString()).put("status", failed ? "error" : "ok").put("finished", true);
            if (parent != null) {
                sent.put("parentSpanId", parent);
                row.put("parent_span_id", parent);
            }
            spans.add(sent);
            return row.putObject("attributes");
        }

        private List<Sample.Message> messages() {
            for (ObjectNode span : spans) {
                ArrayNode attributes = span.putArray("attributes");
                rows.get("span").get(span.get("spanId").textValue()).get("attributes").properties().forEach(field -> {
                    ObjectNode value = attributes.addObject().put("key", field.getKey()).putObject("value");
                    if (field.getValue().isNumber()) {
                        value.put("intValue", field.getValue().asText());
                    } else {
                        value.set("stringValue", field.getValue());
                    }
                });
            }
            Collections.shuffle(spans, new Random(random.nextLong()));
            List<Sample.Message> messages = new ArrayList<>();
            int most = random.nextInt(1, spans.size() + 1);
            for (int i = 0; i < spans.size(); i += most) {
                messages.add(message(spans.subList(i, Math.min(spans.size(), i + most))));
            }
            if (random.nextInt(4) == 0) {
                messages.add(messages.get(random.nextInt(messages.size())));
            }
            return messages;
        }

        private Sample.Message message(List<ObjectNode> of) {
            ObjectNode request = Json.object();
            ObjectNode byResource = request.putArray("resourceSpans").addObject();
            byResource.putObject("resource").putArray("attributes").addObject().put("key", "service.name")
                    .putObject("value").put("stringValue", "harness");
            byResource.putArray("scopeSpans").addObject().putArray("spans").addAll(of);
            return new Sample.Message(runId, Json.bytes(request), of.size());
        }

        private String spanId() {
            return HexFormat.of().toHexDigits(random.nextLong() | 1);
        }

        private static String nanos(Instant time) {
            return Long.toString(time.toEpochMilli() * 1_000_000);
        }
    }
}
