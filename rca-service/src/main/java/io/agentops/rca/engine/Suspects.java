package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.agentops.contract.rca.RcaReport.Reason;
import io.agentops.contract.rca.RcaReport.Suspect;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.Step;

/**
 * Ranks the places most likely at fault. A place's score is the sum of the named weights of its reasons, at most 1; among
 * equals the earlier place comes first, because what follows a fault often only shows it.
 */
final class Suspects {

    private static final int MAX = 20;
    private static final int MAX_STEPS_READ = 2000;
    private static final int MAX_REASONS = 6;
    private static final Signs COMPLAINS = new Signs("\\berror\\b", "\\bfailed\\b", "\\bexception\\b",
            "\\bunable to\\b",
            "\\b(?:can|could)(?:not|n't) (?:find|access|open|load|complete|retrieve|verify|be)", "\\bunfortunately\\b",
            "\\bapologi[sz]e",
            "\\bmistake\\b", "\\bincorrect\\b", "not found", "access denied", "captcha|not a robot|verify you are");

    private final RunFacts facts;
    private final EvidenceIndex evidence;
    private final Map<String, Place> places = new LinkedHashMap<>();

    Suspects(RunFacts facts, EvidenceIndex evidence) {
        this.facts = facts;
        this.evidence = evidence;
    }

    /** The ranked places; none for a run that succeeded. */
    List<Suspect> rank(List<Finding> findings) {
        if (facts.succeeded()) {
            return List.of();
        }
        findings.stream().limit(MAX).forEach(this::found);
        calls();
        steps();
        facts.guards.stream().limit(MAX).forEach(this::guarded);
        return places.values().stream()
                .sorted(Comparator.comparingDouble(Place::score).reversed().thenComparingInt(p -> p.order))
                .limit(MAX).map(Place::suspect).toList();
    }

    private void found(Finding finding) {
        double weight = 0.4 + 0.4 * finding.score();
        String words = "shows " + finding.category().wireName() + ": " + finding.reading.sign();
        if (finding.call != null) {
            at(finding.call).add(finding.reading.rule(), words, weight, evidence.call(finding.call));
        } else if (facts.step(finding.stepId) != null) {
            Step step = facts.step(finding.stepId);
            at(step).add(finding.reading.rule(), words, weight, evidence.step(step));
        }
    }

    private void calls() {
        boolean first = true;
        int taken = 0;
        for (CallFact fact : facts.calls) {
            if (fact.failed() && taken++ < MAX) {
                String words = fact.tool() + " failed"
                        + (fact.recovered ? ", and worked later" : " and never worked after");
                at(fact).add("failed_call", words, fact.recovered ? 0.2 : 0.3, evidence.call(fact));
                if (first) {
                    at(fact).add("first_failed_call", "the first call that failed", 0.15, evidence.call(fact));
                    first = false;
                }
            }
        }
        if (!facts.calls.isEmpty()) {
            CallFact start = facts.calls.get(0);
            at(start).add("first_call", "the first tool call, on which what follows rests", 0.12, evidence.call(start));
        }
    }

    private void steps() {
        boolean first = true;
        int read = 0;
        int taken = 0;
        for (Step step : facts.steps) {
            if (taken < MAX && Sufficiency.failed(step)) {
                at(step).add("failed_step", "the step reports status " + Excerpt.line(step.status(), 20), 0.2,
                        evidence.step(step));
                taken++;
            }
            if (first && read++ < MAX_STEPS_READ && !Excerpt.blank(step.outputSummary()) && complains(step)) {
                at(step).add("first_complaint", "the first step whose output complains", 0.15, evidence.step(step));
                first = false;
            }
        }
        if (places.isEmpty()) {
            facts.steps.stream().filter(step -> !Excerpt.blank(step.outputSummary())).findFirst()
                    .or(() -> facts.steps.stream().findFirst())
                    .ifPresent(step -> at(step).add("first_act", "the first step that produced anything", 0.05,
                            evidence.step(step)));
        }
    }

    private static boolean complains(Step step) {
        return COMPLAINS.in(Excerpt.head(step.outputSummary(), 1000).toLowerCase(java.util.Locale.ROOT));
    }

    private void guarded(GuardrailEvent event) {
        Step step = facts.step(event.stepId());
        if (step != null) {
            at(step).add("guardrail", "guardrail event " + Excerpt.name(event.type(), ""), 0.15, evidence.guard(event));
        }
    }

    private Place at(CallFact fact) {
        Step step = facts.step(fact.call.stepId());
        String key = step == null ? "call " + fact.evidenceId : "step " + step.stepId();
        Place place = places.computeIfAbsent(key, k -> new Place(step == null ? fact.call.stepId() : step.stepId(),
                step == null ? facts.steps.size() + fact.place : facts.stepPlace(step.stepId())));
        if (place.callId == null) {
            place.callId = fact.call.callId();
        }
        return place;
    }

    private Place at(Step step) {
        return places.computeIfAbsent("step " + step.stepId(),
                k -> new Place(step.stepId(), facts.stepPlace(step.stepId())));
    }

    /** A step, or a call outside any step, with what speaks against it. */
    private static final class Place {
        private final String stepId;
        private final int order;
        private final List<Reason> reasons = new ArrayList<>();
        private final Set<String> evidenceIds = new LinkedHashSet<>();
        private String callId;
        private double sum;

        private Place(String stepId, int order) {
            this.stepId = stepId;
            this.order = order;
        }

        private void add(String rule, String words, double weight, String evidenceId) {
            if (reasons.size() < MAX_REASONS) {
                sum += weight;
                reasons.add(new Reason(rule, words + String.format(java.util.Locale.ROOT, " (+%.2f)", weight)));
                evidenceIds.add(evidenceId);
            }
        }

        private double score() {
            return Math.min(1, Math.round(sum * 1000) / 1000.0);
        }

        private Suspect suspect() {
            return new Suspect(stepId, callId, score(), List.copyOf(reasons), List.copyOf(evidenceIds));
        }
    }
}
