package io.agentops.rca.engine;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.agentops.contract.run.Step;

/** Whether a run reported enough to say anything about its failure. */
final class Sufficiency {

    private static final Set<String> FAILED = Set.of("failure", "failed", "error", "timeout");

    private static final double NAMES_ITS_TYPE = 0.84;

    private Sufficiency() {}

    /** Why the run's telemetry is not enough, in words; null when it is. */
    static String missing(RunFacts facts, List<Finding> findings) {
        if (facts.running()) {
            return null;
        }
        if (facts.calls.isEmpty() && Excerpt.blank(facts.run.errorType()) && facts.guards.isEmpty()
                && !namedBeyondDoubt(facts, findings) && !errorTells(facts)) {
            return "The run reported no tool calls, no error type and no guardrail events, so there is nothing that could show a cause.";
        }
        boolean silent = facts.succeeded() || !findings.isEmpty() || !facts.guards.isEmpty();
        return silent ? null : generic(facts);
    }

    /** A message that names a kind of failure beyond doubt is as good as an error type: "maximum iterations exceeded". */
    private static boolean namedBeyondDoubt(RunFacts facts, List<Finding> findings) {
        boolean byRun = facts.reading != null && facts.reading.weight() >= NAMES_ITS_TYPE;
        return (byRun && !findings.isEmpty()) || findings.stream().map(finding -> finding.reading.rule())
                .anyMatch(rule -> rule.equals("step_error") || rule.equals("failure_code"));
    }

    private static String generic(RunFacts facts) {
        String message = first(facts.run.errorMessage(), facts.run.errorType());
        if (message != null && !facts.complaint.generic()) {
            return null;
        }
        for (CallFact fact : facts.calls) {
            if (fact.failed()) {
                if (fact.complaint != null && !fact.complaint.generic()) {
                    return null;
                }
                message = first(message,
                        first(fact.call.errorMessage(), first(fact.call.errorClass(), fact.call.resultSummary())));
            }
        }
        return message == null || stepTells(facts) || errorTells(facts)
                ? null
                : "The only sign of the failure is a generic message (\"" + Excerpt.line(message, 120)
                        + "\") without any detail.";
    }

    private static boolean stepTells(RunFacts facts) {
        return facts.steps.stream().anyMatch(step -> failed(step) && !Complaint.isGeneric(step.outputSummary()));
    }

    /** Whether a step's error or a failure's code or message tells more than that something failed. */
    private static boolean errorTells(RunFacts facts) {
        return facts.steps.stream()
                .anyMatch(step -> !CallFact.fine(step.status()) && tells(step.errorType(), step.errorMessage()))
                || facts.run.failures().stream().anyMatch(
                        failure -> failure != null && tells(failure.failureCode(), failure.message()));
    }

    private static boolean tells(String kind, String message) {
        return !Complaint.isGeneric(kind) || !Complaint.isGeneric(message);
    }

    static boolean failed(Step step) {
        return step.status() != null
                && FAILED.contains(Excerpt.head(step.status(), 20).strip().toLowerCase(Locale.ROOT));
    }

    private static String first(String one, String other) {
        return Excerpt.blank(one) ? Excerpt.blank(other) ? null : other : one;
    }
}
