package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.agentops.contract.rca.RcaReport.Evidence;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.Step;

/** What a report cites, under stable ids. Everything cited is in it; what is only relevant is added up to a bound. */
final class EvidenceIndex {

    static final int MAX = 200;

    /** The run's failures that name none of its steps, cited as a field of the run. */
    static final String FAILURES = "failures";

    private static final List<String> RUN_FIELDS = List.of("error_type", "error_message", "agent_version",
            "started_at", FAILURES);
    private static final int MAX_FAILURES_SHOWN = 5;

    final RunFacts facts;
    /** By kind and place, so that the order does not depend on who cited first. */
    private final TreeMap<String, Evidence> byPlace = new TreeMap<>();
    private final Map<String, String> placeById = new LinkedHashMap<>();

    EvidenceIndex(RunFacts facts) {
        this.facts = facts;
    }

    /** Ids for everything a finding rests on. */
    List<String> cite(Finding finding) {
        List<String> ids = new ArrayList<>();
        finding.runFields.stream().distinct().forEach(field -> ids.add(run(field)));
        finding.calls.forEach(call -> ids.add(call(call)));
        finding.guards.forEach(guard -> ids.add(guard(guard)));
        finding.stepIds.stream().map(facts::step).filter(Objects::nonNull).forEach(step -> ids.add(step(step)));
        return ids.stream().distinct().toList();
    }

    String call(CallFact fact) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        put(attributes, "tool_name", fact.call.toolName());
        put(attributes, "step_id", fact.call.stepId());
        put(attributes, "status", fact.call.status());
        put(attributes, "status_code", fact.call.statusCode());
        put(attributes, "error_class", fact.call.errorClass());
        put(attributes, "retries", fact.call.retries());
        put(attributes, "latency_ms", fact.call.latencyMs());
        put(attributes, "arguments",
                fact.call.argsJson() == null ? null : Excerpt.head(fact.call.argsJson().toString(), 1000));
        String words = Excerpt.blank(fact.call.errorMessage()) ? fact.call.resultSummary() : fact.call.errorMessage();
        String title = fact.tool() + switch (fact.outcome) {
            case FAILED -> " failed";
            case EMPTY -> " returned nothing";
            case FINE, UNREAD -> " was called";
        };
        return add("3", fact.place, fact.evidenceId, "tool_call", fact.call.callId(), title, words, attributes);
    }

    String guard(GuardrailEvent event) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        put(attributes, "type", event.type());
        put(attributes, "step_id", event.stepId());
        put(attributes, "call_id", event.callId());
        int place = facts.guards.indexOf(event);
        return add("2", place, "ev_guard_" + event.eventId(), "guardrail", event.eventId(),
                "Guardrail " + Excerpt.name(event.type(), "event"), event.message(), attributes);
    }

    String step(Step step) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        put(attributes, "name", step.name());
        put(attributes, "status", step.status());
        put(attributes, "retries", step.retries());
        put(attributes, "latency_ms", step.latencyMs());
        put(attributes, "error_type", step.errorType());
        Failure failure = facts.failureOf(step);
        put(attributes, "failure_code", failure == null ? null : failure.failureCode());
        String words = Stream.of(step.errorMessage(), failure == null ? null : failure.message(), step.outputSummary())
                .filter(told -> !Excerpt.blank(told)).findFirst().orElse(step.inputSummary());
        return add("4", facts.stepPlace(step.stepId()), "ev_step_" + step.stepId(), "step", step.stepId(),
                "Step " + Excerpt.name(step.name(), "without a name"), words, attributes);
    }

    String run(String field) {
        String value = switch (field) {
            case "error_type" -> facts.run.errorType();
            case "error_message" -> facts.run.errorMessage();
            case "agent_version" -> facts.run.agentVersion();
            case "started_at" -> String.valueOf(facts.run.startedAt());
            case FAILURES -> failures();
            default -> null;
        };
        return add("1", RUN_FIELDS.indexOf(field), "ev_run_" + field, "run", facts.run.runId(),
                "Run " + field.replace('_', ' '), value,
                Map.of());
    }

    private String failures() {
        return facts.run.failures().stream().filter(Objects::nonNull)
                .filter(failure -> facts.step(failure.stepId()) == null).limit(MAX_FAILURES_SHOWN)
                .map(failure -> Excerpt.name(failure.failureCode(), "no code")
                        + (Excerpt.blank(failure.message()) ? "" : ": " + Excerpt.line(failure.message(), 200)))
                .collect(Collectors.joining("; "));
    }

    private String add(String kind, int place, String id, String kindName, String refId, String title, String words,
            Map<String, Object> attributes) {
        if (!placeById.containsKey(id)) {
            String at = String.format(Locale.ROOT, "%s.%09d.%s", kind, place, id);
            placeById.put(id, at);
            byPlace.put(at, new Evidence(id, kindName, refId, title, Excerpt.shown(words), attributes));
        }
        return id;
    }

    private static void put(Map<String, Object> attributes, String name, Object value) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            return;
        }
        if (value != null) {
            attributes.put(name, value instanceof String text ? Excerpt.line(text, 300) : value);
        }
    }

    /** Everything cited, and what else failed as far as there is room. */
    List<Evidence> complete() {
        if (!Excerpt.blank(facts.run.errorType())) {
            run("error_type");
        }
        if (!Excerpt.blank(facts.run.errorMessage())) {
            run("error_message");
        }
        facts.guards.stream().limit(room() / 2).forEach(this::guard);
        facts.calls.stream().filter(CallFact::failed).limit(room()).forEach(this::call);
        facts.steps.stream().filter(Sufficiency::failed).limit(room()).forEach(this::step);
        return List.copyOf(byPlace.values());
    }

    private int room() {
        return Math.max(0, MAX - byPlace.size());
    }
}
