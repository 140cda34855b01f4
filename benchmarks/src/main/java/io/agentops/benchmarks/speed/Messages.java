package io.agentops.benchmarks.speed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

/**
 * What the load sends: a run of ten steps and five tool calls, or a trace that tells of a run of as many, with summaries of the
 * length agents report.
 */
final class Messages {

    static final int STEPS = 10;
    static final int CALLS = 5;
    /** Steps and tool calls of a run, as the targets count them. */
    static final int ROWS_OF_RUN = STEPS + CALLS;
    /** The agent's own span, one of each step, one of each call. */
    static final int SPANS = 1 + STEPS;
    /** Spans, and the steps and calls read from them. */
    static final int ROWS_OF_TRACE = SPANS + STEPS + CALLS;

    private static final String RUN_PLACEHOLDER = runId("b000", 0);
    private static final byte[] TRACE_PLACEHOLDER = "tracePlaceholder".getBytes(StandardCharsets.US_ASCII);
    private static final long SECOND = 1_000_000_000L;

    private final Instant start = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
    private final Template run;
    private final Template trace;

    Messages() {
        run = new Template(run().getBytes(StandardCharsets.UTF_8), RUN_PLACEHOLDER.getBytes(StandardCharsets.US_ASCII));
        trace = new Template(trace().toByteArray(), TRACE_PLACEHOLDER);
    }

    /** Bytes of one run. */
    int runLength() {
        return run.length();
    }

    /** Bytes of one trace. */
    int traceLength() {
        return trace.length();
    }

    /** The id of a run: those of one batch begin alike, and sort together. */
    static String runId(String batch, long number) {
        return "run-%s-%015d".formatted(batch, number);
    }

    byte[] run(String batch, long number) {
        return run.with(runId(batch, number).getBytes(StandardCharsets.US_ASCII));
    }

    /** Many runs, one a line. */
    byte[] runs(String batch, long from, int count) {
        List<byte[]> ids = new ArrayList<>(count);
        for (long i = from; i < from + count; i++) {
            ids.add(runId(batch, i).getBytes(StandardCharsets.US_ASCII));
        }
        return run.with(ids, "\n");
    }

    static String traceId(int batch, long number) {
        return "%016x%016x".formatted(0xa000000000000000L + batch, number + 1);
    }

    /** An export request of several traces: repeated fields of protobuf messages that follow each other are one list. */
    byte[] traces(int batch, long from, int count) {
        List<byte[]> ids = new ArrayList<>(count);
        for (long i = from; i < from + count; i++) {
            ids.add(ByteBuffer.allocate(16).putLong(0xa000000000000000L + batch).putLong(i + 1).array());
        }
        return trace.with(ids, "");
    }

    private String run() {
        StringBuilder json = new StringBuilder(4096);
        json.append(
                """
                        {"run_id":"%s","agent_name":"order-agent","agent_version":"2.4.1","model":"gpt-4o","environment":"prod",\
                        "status":"success","started_at":"%s","ended_at":"%s","conversation_id":"conversation-17",\
                        "cost":{"tokens_prompt":5120,"tokens_completion":740,"total_cost_usd":0.0213},\
                        "metadata":{"region":"eu-north","tenant_tier":"gold","retry_budget":3},"steps":["""
                        .formatted(RUN_PLACEHOLDER, start, start.plusSeconds(STEPS)));
        for (int i = 0; i < STEPS; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("""
                            {"step_id":"s%d","seq":%d,"name":"%s","status":"success","started_at":"%s","ended_at":"%s","latency_ms":%d,\
                            "retries":0,"input_summary":"Find the open orders of the customer and what is late of them",\
                            "output_summary":"Two orders are late by three days; the carrier was asked for a new date"}"""
                            .formatted(i, i, i % 2 == 0 ? "plan the next step" : "call a tool", start.plusSeconds(i),
                                    start.plusSeconds(i + 1), 800 + i));
        }
        json.append("],\"tool_calls\":[");
        for (int i = 0; i < CALLS; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("""
                            {"call_id":"c%d","step_id":"s%d","tool_name":"search_orders","status":"success","status_code":200,"retries":0,\
                            "latency_ms":%d,"args_json":{"customer":"C-%d","state":"late","limit":20},\
                            "result_summary":"two orders, both at the carrier"}"""
                            .formatted(i, 2 * i + 1, 120 + i, 4000 + i));
        }
        return json.append("]}").toString();
    }

    private ExportTraceServiceRequest trace() {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        scope.getScopeBuilder().setName("opentelemetry.instrumentation.agents").setVersion("1.2.0");
        scope.addSpans(span(0, 0, "invoke_agent order-agent", STEPS, text("gen_ai.operation.name", "invoke_agent"),
                text("gen_ai.agent.name", "order-agent"), text("gen_ai.conversation.id", "conversation-17"),
                text("gen_ai.provider.name", "openai")));
        for (int i = 1; i <= STEPS; i++) {
            scope.addSpans(i % 2 == 1
                    ? span(i, 1, "chat gpt-4o", 1, text("gen_ai.operation.name", "chat"),
                            text("gen_ai.provider.name", "openai"), text("gen_ai.request.model", "gpt-4o"),
                            text("gen_ai.response.model", "gpt-4o"), number("gen_ai.usage.input_tokens", 512),
                            number("gen_ai.usage.output_tokens", 74))
                    : span(i, 1, "execute_tool search_orders", 1, text("gen_ai.operation.name", "execute_tool"),
                            text("gen_ai.tool.name", "search_orders"), text("gen_ai.tool.call.id", "call_" + i),
                            text("gen_ai.tool.call.arguments",
                                    "{\"customer\":\"C-4001\",\"state\":\"late\",\"limit\":20}"),
                            text("gen_ai.tool.call.result", "two orders, both at the carrier")));
        }
        return ExportTraceServiceRequest.newBuilder().addResourceSpans(ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", "order-agent"))
                        .addAttributes(text("service.version", "2.4.1"))
                        .addAttributes(text("deployment.environment.name", "prod")))
                .addScopeSpans(scope)).build();
    }

    private Span span(int number, int parent, String name, int seconds, KeyValue... attributes) {
        long from = start.getEpochSecond() * SECOND + Math.max(0, number - 1) * SECOND;
        Span.Builder span = Span.newBuilder().setTraceId(ByteString.copyFrom(TRACE_PLACEHOLDER))
                .setSpanId(id(number + 1))
                .setName(name).setKind(Span.SpanKind.SPAN_KIND_CLIENT).setStartTimeUnixNano(from)
                .setEndTimeUnixNano(from + seconds * SECOND).addAllAttributes(List.of(attributes));
        return (parent == 0 ? span : span.setParentSpanId(id(parent))).build();
    }

    private static ByteString id(int number) {
        return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(number).array());
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setStringValue(value)).build();
    }

    private static KeyValue number(String key, long value) {
        return KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setIntValue(value)).build();
    }
}
