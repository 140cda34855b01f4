package io.agentops.ingest.otlp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;

/** What OpenTelemetry's own SDK records of an agent whose tool call fails. */
final class RecordedSpans implements SpanProcessor {

    private final List<SpanData> ended = new CopyOnWriteArrayList<>();

    private RecordedSpans() {}

    /** The tool call, then the agent that called it. */
    static List<SpanData> failedToolCall() {
        RecordedSpans recorded = new RecordedSpans();
        try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(recorded)
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "billing")))
                .build()) {
            Tracer tracer = provider.get("billing.agent");
            Span agent = tracer.spanBuilder("invoke_agent billing").startSpan();
            Span tool = tracer.spanBuilder("execute_tool create_invoice").setSpanKind(SpanKind.CLIENT)
                    .setParent(Context.root().with(agent)).startSpan();
            tool.setAttribute("gen_ai.tool.name", "create_invoice");
            tool.setAttribute("retries", 3);
            tool.setAttribute("score", 0.25);
            tool.setAttribute("cached", true);
            tool.setAttribute(AttributeKey.stringArrayKey("tags"), List.of("a", "é"));
            tool.addEvent("gen_ai.tool.message", Attributes.of(AttributeKey.longKey("size"), 7L));
            tool.setStatus(StatusCode.ERROR, "missing required field: currency");
            tool.end();
            agent.end();
        }
        return List.copyOf(recorded.ended);
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        ended.add(span.toSpanData());
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }
}
