package io.agentops.demo.summary;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.TraceContext;
import io.agentops.demo.calls.Attempt;
import io.agentops.demo.calls.CallOutcome;
import io.agentops.demo.calls.ToolFault;
import io.agentops.demo.http.Json;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;

/** The spans of one run, under the names of the GenAI conventions. */
final class SummarySpans {

    private static final TextMapPropagator PROPAGATOR = TextMapPropagator.composite(
            W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());
    private static final TextMapGetter<SummaryRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(SummaryRequest request) {
            return PROPAGATOR.fields();
        }

        @Override
        public String get(SummaryRequest request, String name) {
            return request == null ? null : request.header().apply(name).orElse(null);
        }
    };

    private final Tracer tracer;
    private final String agent;
    private final Context context;
    private final Span run;

    /** Begins the run's own span, within the trace of whoever asked. */
    SummarySpans(Tracer tracer, String agent, String runId, SummaryRequest request) {
        this.tracer = tracer;
        this.agent = agent;
        Context caller = PROPAGATOR.extract(Context.root(), request, HEADERS);
        SpanBuilder span = operation("invoke_agent", agent, SpanKind.INTERNAL).setParent(caller)
                .setAttribute("agentops.run.id", runId)
                .setAttribute("gen_ai.conversation.id", request.conversationId())
                .setAttribute("gen_ai.input.messages", message("user", request.words()));
        String parent = Baggage.fromContext(caller).getEntryValue(TraceContext.RUN_ID);
        if (parent != null) {
            span.setAttribute("agentops.parent_run.id", parent);
        }
        run = span.startSpan();
        context = caller.with(run);
    }

    /** Begins a span of the run. */
    Span begin(String operation, String of) {
        return operation(operation, of, SpanKind.INTERNAL).setParent(context).startSpan();
    }

    /** Begins a step that the conventions have no name for. */
    Span beginStep(String name) {
        return tracer.spanBuilder(name).setParent(context).setAttribute("agentops.kind", "step").startSpan();
    }

    private SpanBuilder operation(String operation, String of, SpanKind kind) {
        return tracer.spanBuilder(operation + " " + of).setSpanKind(kind)
                .setAttribute("gen_ai.operation.name", operation).setAttribute("gen_ai.agent.name", agent);
    }

    /** The headers that make a request a part of this span. */
    Map<String, String> headers(Span span) {
        Map<String, String> headers = new LinkedHashMap<>();
        W3CTraceContextPropagator.getInstance().inject(context.with(span), headers, Map::put);
        return headers;
    }

    /** Tells of a call and of each request it took, and ends its span. */
    void called(Span span, CallOutcome outcome) {
        span.setAttribute("gen_ai.tool.name", outcome.tool())
                .setAttribute("gen_ai.tool.type", "function")
                .setAttribute("gen_ai.tool.call.arguments", outcome.arguments().toString())
                .setAttribute("http.request.resend_count", outcome.retries());
        if (outcome.statusCode() != null) {
            span.setAttribute("http.response.status_code", outcome.statusCode());
        }
        if (outcome.result() != null) {
            span.setAttribute("gen_ai.tool.call.result", outcome.result().toString());
        }
        outcome.attempts().forEach(attempt -> requested(span, attempt));
        outcome.fault().ifPresent(fault -> failed(span, fault));
        span.end();
    }

    private void requested(Span call, Attempt attempt) {
        Span span = tracer.spanBuilder("POST").setSpanKind(SpanKind.CLIENT).setParent(context.with(call))
                .setStartTimestamp(attempt.startedAt())
                .setAttribute("http.request.method", "POST")
                .setAttribute("http.request.resend_count", attempt.number() - 1).startSpan();
        if (attempt.statusCode() != null) {
            span.setAttribute("http.response.status_code", attempt.statusCode());
        }
        if (attempt.fault() != null) {
            failed(span, attempt.fault());
        }
        span.end(attempt.endedAt().toEpochMilli(), TimeUnit.MILLISECONDS);
    }

    /** Tells whether a guardrail lets an answer pass, and why. */
    void guardrail(String name, boolean passes, String reason) {
        begin("run_guardrail", name).setAttribute("gen_ai.guardrail.name", name)
                .setAttribute("gen_ai.guardrail.verdict", passes ? "allow" : "deny")
                .setAttribute("gen_ai.guardrail.reason", reason).end();
    }

    void failed(Span span, ToolFault fault) {
        span.setAttribute("error.type", fault.errorClass());
        span.setStatus(StatusCode.ERROR, fault.message());
    }

    /** Ends the run's own span. */
    void end(Summary summary, Optional<JsonNode> definitions) {
        definitions.ifPresent(tools -> run.setAttribute("gen_ai.tool.definitions", tools.toString()));
        if (summary == null) {
            run.setAttribute("error.type", "internal_error");
            run.setStatus(StatusCode.ERROR, "the run ended with an exception");
        } else {
            summary.fault().ifPresentOrElse(fault -> failed(run, fault),
                    () -> run.setAttribute("gen_ai.output.messages", message("assistant", summary.text())));
        }
        run.end();
    }

    private static String message(String role, String text) {
        ObjectNode message = Json.object().put("role", role.toLowerCase(Locale.ROOT));
        message.putArray("parts").addObject().put("type", "text").put("content", text);
        ArrayNode list = Json.object().putArray("messages");
        list.add(message);
        return list.toString();
    }
}
