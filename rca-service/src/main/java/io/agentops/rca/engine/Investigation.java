package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.agentops.contract.rca.Category;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.Step;

/** Applies all rules to one run and brings together what they see of the same failure. */
final class Investigation {

    static final List<Rule> STRUCTURE = List.of(new SchemaCheckRule(), new LoopRule(), new EmptyRetrievalRule(),
            new RegressionRule());
    private static final int MAX_FINDINGS = 50;
    private static final int MAX_CALLS_CITED = 5;
    private static final int MAX_STEPS = 200;
    private static final double CERTAIN = 0.8;

    private final RunFacts facts;
    private final List<Finding> findings = new ArrayList<>();

    private Investigation(RunFacts facts) {
        this.facts = facts;
    }

    /** What speaks for a cause, strongest first; nothing for a run that succeeded or still goes on. */
    static List<Finding> of(RunFacts facts, VersionHistory history) {
        return facts.failed() ? new Investigation(facts).investigate(history) : List.of();
    }

    private List<Finding> investigate(VersionHistory history) {
        complainingCalls();
        guardrails();
        steps();
        failures();
        STRUCTURE.forEach(rule -> rule.look(facts, history).forEach(finding -> add(structural(finding))));
        runError();
        findings.sort(Comparator.comparingDouble(Finding::score).reversed().thenComparing(Finding::category)
                .thenComparingInt(finding -> finding.call == null ? Integer.MAX_VALUE : finding.call.place));
        return List.copyOf(findings);
    }

    private void complainingCalls() {
        for (CallFact fact : facts.calls) {
            if (fact.reading != null && !fact.recovered) {
                Finding finding = weighKinds(new Finding(fact.reading, fact, null), fact);
                if (facts.carriedOn(fact)) {
                    finding.weigh("the agent went on to other calls that worked", -0.15);
                } else if (facts.last(fact) && facts.calls.size() > 1) {
                    finding.weigh("nothing was called after it", 0.05);
                }
                add(finding);
            }
        }
    }

    /** Other kinds of evidence than the one the finding rests on: the status beside the words, or the lack of any code. */
    private static Finding weighKinds(Finding finding, CallFact fact) {
        Category byCode = fact.complaint.codesKind();
        if (fact.reportsSuccess()) {
            finding.weigh("the call itself reports success", -0.05);
        }
        if (byCode == null) {
            boolean wordsAlone = fact.complaint.code() == null && fact.complaint.errorClass().isEmpty();
            return wordsAlone
                    ? finding.weigh("words alone: there is neither status_code nor error_class", -0.05)
                    : finding;
        }
        if (finding.reading.sign().startsWith("status ")) {
            return finding;
        }
        String status = "status " + fact.complaint.code();
        return byCode == finding.category()
                ? finding.weigh(status + " says so, too", 0.1)
                : finding.weigh(status + " alone would speak for " + byCode.wireName(), -0.05);
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
                    .filter(found -> found.weight() >= CERTAIN && !past);
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

    /** Steps that report an error of their own, such as a model that refused; the calls in a step speak for themselves. */
    private void steps() {
        int read = 0;
        for (Step step : facts.steps) {
            boolean tells = !Excerpt.blank(step.errorType()) || !Excerpt.blank(step.errorMessage());
            if (!tells || CallFact.fine(step.status()) || facts.holdsFailedCall(step)) {
                continue;
            }
            if (read++ >= MAX_STEPS) {
                facts.leaveOut(RunFacts.TEXTS, "Only the first " + MAX_STEPS + " errors of steps were read.");
            } else {
                Complaint complaint = Complaint.of(step.errorType(), step.errorMessage(), null, null, null,
                        step.name());
                facts.texts.read(complaint).filter(Investigation::plain).ifPresent(found -> add(new Finding(
                        new Reading("step_error", found.category(), found.weight() - 0.1,
                                "the error of step " + Excerpt.name(step.name(), "without a name") + ": "
                                        + found.sign(),
                                found.field(), found.limit()),
                        null, step.stepId())));
            }
        }
    }

    /** Failures by their codes, as the privacy-first form tells them. */
    private void failures() {
        if (facts.run.failures().size() > MAX_STEPS) {
            facts.leaveOut(RunFacts.TEXTS, "Only the first " + MAX_STEPS + " failures with codes were read.");
        }
        facts.run.failures().stream().filter(Objects::nonNull).limit(MAX_STEPS).forEach(failure -> {
            Step step = facts.step(failure.stepId());
            if (step == null || !facts.holdsFailedCall(step)) {
                facts.texts.read(Complaint.of(failure.failureCode(), failure.message(), null, null, null, null))
                        .filter(Investigation::plain).ifPresent(found -> add(byCode(failure, step, found)));
            }
        });
    }

    /** A failure that names no step of the run is the run's. */
    private static Finding byCode(Failure failure, Step step, Reading found) {
        Finding finding = new Finding(new Reading("failure_code", found.category(), found.weight() - 0.1,
                "failure code " + Excerpt.name(failure.failureCode(), "none") + ": " + found.sign(), found.field(),
                found.limit()), null, step == null ? null : step.stepId());
        if (step == null) {
            finding.runFields.add(EvidenceIndex.FAILURES);
        }
        return finding;
    }

    /** What is not a tool's answer speaks of refused arguments only where it says so beyond doubt. */
    private static boolean plain(Reading reading) {
        return reading.category() != Category.TOOL_SCHEMA_MISMATCH || reading.weight() >= CERTAIN;
    }

    /** The run's own error is where a failure showed; where calls failed in another way before, it is the lesser sign. */
    private void runError() {
        if (facts.reading == null || !plain(facts.reading)) {
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
        facts.unsettled.add(finding.reading.rule());
        if (!citable(finding)) {
            return;
        }
        int place = 0;
        while (place < findings.size() && !together(findings.get(place), finding)) {
            place++;
        }
        if (place == findings.size()) {
            if (place < MAX_FINDINGS) {
                findings.add(finding);
            }
            return;
        }
        Finding before = findings.get(place);
        boolean stronger = finding.stepId != null && finding.score() > before.score();
        findings.set(place, stronger ? merged(finding, before) : merged(before, finding));
    }

    /** What cannot be shown is not told, such as what a step without an id did. */
    private boolean citable(Finding finding) {
        return !finding.calls.isEmpty() || !finding.guards.isEmpty() || !finding.runFields.isEmpty()
                || facts.step(finding.stepId) != null;
    }

    private static Finding merged(Finding base, Finding other) {
        boolean otherKind = !base.reading.rule().equals(other.reading.rule());
        String again = base.call != null && base.call.failed()
                ? "more than one call failed this way"
                : "seen more than once";
        base.weigh(otherKind ? "also " + other.reading.sign() : again, otherKind ? 0.1 : 0.05);
        other.calls.stream().filter(call -> !base.calls.contains(call) && base.calls.size() < MAX_CALLS_CITED)
                .forEach(base.calls::add);
        other.guards.stream().filter(guard -> base.guards.size() < MAX_CALLS_CITED).forEach(base.guards::add);
        other.stepIds.stream().filter(step -> base.stepIds.size() < MAX_CALLS_CITED).forEach(base.stepIds::add);
        base.runFields.addAll(other.runFields);
        return base;
    }

    /** Whether two findings are about the same: the run, a tool, a step, or steps of one name. */
    private boolean together(Finding one, Finding other) {
        if (one.category() != other.category()) {
            return false;
        }
        boolean runWide = other.call == null && other.stepId == null;
        if (runWide || one.call == null || other.call == null) {
            return runWide || (one.call == null && other.call == null && sameStep(one.stepId, other.stepId));
        }
        return one.call == other.call || one.tool().equals(other.tool());
    }

    private boolean sameStep(String one, String other) {
        Step first = facts.step(one);
        Step second = facts.step(other);
        return Objects.equals(one, other) || (first != null && second != null && !Excerpt.blank(first.name())
                && first.name().equals(second.name()));
    }
}
