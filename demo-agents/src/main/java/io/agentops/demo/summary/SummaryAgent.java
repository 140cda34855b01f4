package io.agentops.demo.summary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.Identity;
import io.agentops.demo.calls.CallOutcome;
import io.agentops.demo.calls.Deadline;
import io.agentops.demo.calls.ToolFault;
import io.agentops.demo.calls.Toolbox;
import io.agentops.demo.http.Json;
import io.agentops.demo.model.Model;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/** Finds documents, reads them, summarises them, and checks that the summary has sources. */
final class SummaryAgent implements AutoCloseable {

    /** A run and what came of it. */
    record Done(String runId, Summary summary) {}

    private static final int DOCUMENTS = 3;

    private final Identity identity;
    private final Telemetry telemetry;
    private final Toolbox tools;
    private final Optional<Model> model;
    private final Duration runTime;

    SummaryAgent(Identity identity, Toolbox tools, Optional<Model> model, Duration runTime) {
        this.identity = identity;
        this.telemetry = new Telemetry(identity);
        this.tools = tools;
        this.model = model;
        this.runTime = runTime;
    }

    Done summarise(SummaryRequest request) throws InterruptedException {
        String runId = UUID.randomUUID().toString();
        SummarySpans spans = new SummarySpans(telemetry.tracer(), identity.name(), runId, request);
        Summary summary = null;
        try {
            summary = work(request, spans, Deadline.after(runTime));
            return new Done(runId, summary);
        } finally {
            spans.end(summary, tools.definitions());
        }
    }

    private Summary work(SummaryRequest request, SummarySpans spans, Deadline deadline) throws InterruptedException {
        Span plan = spans.begin("plan", identity.name());
        plan.setAttribute("agentops.plan.search", request.topic() != null);
        plan.end();
        List<String> ids = request.documentIds();
        if (request.topic() != null) {
            CallOutcome found = call(spans, deadline, "search_documents",
                    Json.object().put("query", request.topic()).put("top_k", DOCUMENTS));
            if (found.fault().isPresent()) {
                return Summary.failed(found.fault().get());
            }
            ids = new ArrayList<>();
            for (var result : found.result().path("results")) {
                ids.add(result.path("document_id").asText());
            }
        }
        List<String> texts = new ArrayList<>();
        Optional<ToolFault> fault = read(ids, texts, spans, deadline);
        return fault.isPresent()
                ? Summary.failed(fault.get())
                : check(spans, write(request, ids, texts, spans, deadline));
    }

    /** The first fault ends it: a summary of a part of what was asked for would mislead. */
    private Optional<ToolFault> read(List<String> ids, List<String> texts, SummarySpans spans, Deadline deadline)
            throws InterruptedException {
        for (String id : ids) {
            CallOutcome fetched = call(spans, deadline, "fetch_document", Json.object().put("document_id", id));
            if (fetched.fault().isPresent()) {
                return fetched.fault();
            }
            texts.add(fetched.result().path("text").asText());
        }
        return Optional.empty();
    }

    private CallOutcome call(SummarySpans spans, Deadline deadline, String tool, ObjectNode arguments)
            throws InterruptedException {
        Span span = spans.begin("execute_tool", tool);
        CallOutcome outcome = tools.call(tool, arguments, spans.headers(span), deadline);
        spans.called(span, outcome);
        return outcome;
    }

    private Summary write(SummaryRequest request, List<String> ids, List<String> texts, SummarySpans spans,
            Deadline deadline) throws InterruptedException {
        Span step = spans.beginStep("extract_sentences");
        String text = Summarizer.summarise(texts);
        step.end();
        if (text.isEmpty()) {
            return Summary.nothingFound();
        }
        return new Summary(model.isPresent() ? worded(model.get(), request, text, spans, deadline) : text,
                List.copyOf(ids), Optional.empty());
    }

    /** The model's words, or the extract where it has none. */
    private static String worded(Model model, SummaryRequest request, String text, SummarySpans spans,
            Deadline deadline) throws InterruptedException {
        Span span = spans.begin("chat", model.name());
        span.setAttribute("gen_ai.request.model", model.name());
        try {
            Model.Reply reply = model.word(request.words(), text, deadline.left());
            if (reply.tokensPrompt() != null) {
                span.setAttribute("gen_ai.usage.input_tokens", reply.tokensPrompt());
            }
            if (reply.tokensCompletion() != null) {
                span.setAttribute("gen_ai.usage.output_tokens", reply.tokensCompletion());
            }
            return reply.text();
        } catch (Model.ModelException e) {
            span.setAttribute("error.type", e.code());
            span.setStatus(StatusCode.ERROR, e.getMessage());
            return text;
        } finally {
            span.end();
        }
    }

    private static Summary check(SummarySpans spans, Summary summary) {
        boolean grounded = !summary.sources().isEmpty();
        spans.guardrail("grounding", grounded, grounded
                ? "the summary is from %d documents".formatted(summary.sources().size())
                : "no document was found");
        return summary;
    }

    @Override
    public void close() {
        telemetry.close();
    }
}
