package io.agentops.ingest.genai;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.agentops.contract.run.GuardrailEvent;

/**
 * Reads guardrail events from the spans of one run. The convention for guardrails is a draft whose names still change, so
 * that attributes are found by how their names end.
 */
final class GuardrailReader {

    private static final Set<String> DENIALS = Set.of("deny", "denied", "block", "blocked", "reject", "rejected",
            "fail",
            "failed", "intervened", "guardrail_intervened", "violation");
    private static final List<String> VERDICT = List.of("verdict", "decision", "action", "outcome", "result");
    private static final List<String> REASON = List.of("reason", "explanation", "message");
    private static final List<String> NAME = List.of("guardrail.name", "policy.id", "policy.name", "rule.id",
            "guardrail.id");

    private final RunSpans run;
    private final StepReader steps;
    private final CallReader calls;
    private boolean denied;

    GuardrailReader(RunSpans run, StepReader steps, CallReader calls) {
        this.run = run;
        this.steps = steps;
        this.calls = calls;
    }

    List<GuardrailEvent> read() {
        List<GuardrailEvent> events = new ArrayList<>();
        for (SpanNode node : run.members()) {
            if (node.kind() == Kind.GUARDRAIL) {
                events.add(guardrail(node));
            } else if (filtered(node)) {
                events.add(new GuardrailEvent(filterId(node), "content_filter", "the model's provider filtered content",
                        steps.isStep(node) ? StepReader.id(node) : null, null, node.span().startedAt()));
            }
        }
        return events;
    }

    /** Whether a guardrail that was read let something not pass. */
    boolean denied() {
        return denied;
    }

    /** The id of the event that a filtered answer becomes. */
    static String filterId(SpanNode node) {
        return node.span().spanId() + ":content_filter";
    }

    private GuardrailEvent guardrail(SpanNode node) {
        String verdict = ending(node, VERDICT);
        String reason = ending(node, REASON);
        String name = ending(node, NAME);
        denied |= node.failed() || (verdict != null && DENIALS.contains(verdict.toLowerCase(Locale.ROOT)));
        SpanNode step = steps.around(node);
        SpanNode call = node.above(above -> calls.idOf(above) != null);
        return new GuardrailEvent(node.span().spanId(),
                TextLimits.cut(name == null ? node.span().name() : name, TextLimits.LABEL),
                TextLimits.cut(message(node, verdict, reason), TextLimits.TEXT),
                step == null ? null : StepReader.id(step), call == null ? null : calls.idOf(call),
                node.span().startedAt());
    }

    private static String message(SpanNode node, String verdict, String reason) {
        String why = reason == null ? SpanError.of(node).message() : reason;
        if (verdict == null || why == null) {
            return verdict == null ? why : verdict;
        }
        return verdict + ": " + why;
    }

    private static String ending(SpanNode node, List<String> endings) {
        for (String ending : endings) {
            for (Map.Entry<String, Object> attribute : node.attributes().values().entrySet()) {
                String name = attribute.getKey();
                if ((name.contains("guardrail") || name.contains("security")) && name.endsWith(ending)) {
                    return attribute.getValue().toString();
                }
            }
        }
        return null;
    }

    private static boolean filtered(SpanNode node) {
        String reasons = node.kind().asksModel() ? node.attributes().text("gen_ai.response.finish_reasons") : null;
        return reasons != null && (reasons.contains("content_filter") || reasons.contains("guardrail_intervened"));
    }
}
