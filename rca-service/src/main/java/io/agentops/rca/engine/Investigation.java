package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.agentops.contract.rca.Category;
import io.agentops.contract.run.GuardrailEvent;

/** Applies all rules to one run and brings together what they see of the same failure. */
final class Investigation {

    static final List<Rule> STRUCTURE = List.of(new SchemaCheckRule(), new LoopRule(), new EmptyRetrievalRule(),
            new RegressionRule());
    private static final int MAX_FINDINGS = 50;
    private static final int MAX_CALLS_CITED = 5;
    private static final double CERTAIN_GUARD = 0.8;

    private final RunFacts facts;
    private final List<Finding> findings = new ArrayList<>();

    private Investigation(RunFacts facts) {
        this.facts = facts;
    }

    /** What speaks for a cause, strongest first; nothing for a run that succeeded. */
    static List<Finding> of(RunFacts facts, VersionHistory history) {
        return facts.succeeded() ? List.of() : new Investigation(facts).investigate(history);
    }

    private List<Finding> investigate(VersionHistory history) {
        complainingCalls();
        guardrails();
        STRUCTURE.forEach(rule -> rule.look(facts, history).forEach(finding -> add(structural(finding))));
        runError();
        findings.sort(Comparator.comparingDouble(Finding::score).reversed().thenComparing(Finding::category)
                .thenComparingInt(finding -> finding.call == null ? Integer.MAX_VALUE : finding.call.place));
        return List.copyOf(findings);
    }

    private void complainingCalls() {
        for (CallFact fact : facts.calls) {
            if (fact.reading != null && !fact.recovered) {
                Finding finding = new Finding(fact.reading, fact, null);
                if (facts.carriedOn(fact)) {
                    finding.weigh("the agent went on to other calls that worked", -0.15);
                } else if (facts.last(fact) && facts.calls.size() > 1) {
                    finding.weigh("nothing was called after it", 0.05);
                }
                add(finding);
            }
        }
    }

    /** What a run did early and got on after is a lesser sign than what it ended with. */
    private Finding structural(Finding finding) {
        boolean past = finding.reading.rule().equals("loop_structure")
                || finding.reading.rule().equals("retrieval_empty");
        CallFact last = finding.calls.isEmpty() ? null : finding.calls.get(finding.calls.size() - 1);
        return past && last != null && facts.carriedOn(last)
                ? finding.weigh("the agent got on with other calls that worked", -0.28)
                : finding;
    }

    private void guardrails() {
        for (GuardrailEvent event : facts.guards) {
            CallFact call = facts.callById(event.callId());
            boolean past = call != null && call.recovered;
            Complaint complaint = Complaint.of(event.type(), event.message(), null, null, null,
                    call == null ? null : call.call.toolName());
            Optional<Reading> reading = facts.texts.read(complaint)
                    .filter(found -> found.weight() >= CERTAIN_GUARD && !past);
            if (reading.isPresent()) {
                Reading found = reading.get();
                Finding finding = new Finding(new Reading("guardrail", found.category(), 0.8, "guardrail event "
                        + Excerpt.name(event.type(), "without a type") + ": " + found.sign(), found.field(),
                        found.limit()), call,
                        call == null ? event.stepId() : null);
                finding.guards.add(event);
                add(finding);
            }
        }
    }

    /** The run's own error is where a failure showed; where calls failed in another way before, it is the lesser sign. */
    private void runError() {
        if (facts.reading == null) {
            return;
        }
        Reading reading = facts.reading;
        Finding finding = new Finding(
                new Reading("run_error", reading.category(), reading.weight(), "the run's error: " + reading.sign(),
                        reading.field(), reading.limit()),
                null, null);
        if (!Excerpt.blank(facts.run.errorType())) {
            finding.runFields.add("error_type");
        }
        if (!Excerpt.blank(facts.run.errorMessage())) {
            finding.runFields.add("error_message");
        }
        boolean symptom = reading.category() == Category.PLANNER_LOOP || reading.category() == Category.TIMEOUT;
        boolean otherCause = findings.stream()
                .anyMatch(other -> other.category() != reading.category() && other.call != null
                        && other.call.reading != null && other.score() >= 0.6);
        add(symptom && otherCause ? finding.weigh("calls failed in another way before", -0.3) : finding);
    }

    /** Adds a finding, or what it says to an earlier one about the same kind of failure in the same place. */
    private void add(Finding finding) {
        Finding same = findings.stream().filter(other -> together(other, finding)).findFirst().orElse(null);
        if (same == null) {
            if (findings.size() < MAX_FINDINGS) {
                findings.add(finding);
            }
            return;
        }
        boolean otherKind = !same.reading.rule().equals(finding.reading.rule());
        same.weigh(otherKind ? "also " + finding.reading.sign() : "more than one call failed this way",
                otherKind ? 0.1 : 0.05);
        finding.calls.stream().filter(call -> !same.calls.contains(call) && same.calls.size() < MAX_CALLS_CITED)
                .forEach(same.calls::add);
        finding.guards.stream().filter(guard -> same.guards.size() < MAX_CALLS_CITED).forEach(same.guards::add);
        same.runFields.addAll(finding.runFields);
    }

    private static boolean together(Finding one, Finding other) {
        if (one.category() != other.category()) {
            return false;
        }
        boolean runWide = other.call == null && other.stepId == null;
        return runWide || one.call == other.call
                || (one.call != null && other.call != null && one.tool().equals(other.tool()));
    }
}
