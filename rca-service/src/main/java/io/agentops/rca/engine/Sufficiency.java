package io.agentops.rca.engine;

import java.util.List;
import java.util.Set;

import io.agentops.contract.run.Step;

/** Whether a run reported enough to say anything about its failure. */
final class Sufficiency {

    private static final Set<String> FAILED = Set.of("failure", "failed", "error", "timeout");

    private Sufficiency() {}

    /** Why the run's telemetry is not enough, in words; null when it is. */
    static String missing(RunFacts facts, List<Finding> findings) {
        if (facts.calls.isEmpty() && Excerpt.blank(facts.run.errorType()) && facts.guards.isEmpty()) {
            return "The run reported no tool calls, no error type and no guardrail events, so there is nothing that could show a cause.";
        }
        boolean silent = facts.succeeded() || !findings.isEmpty() || !facts.guards.isEmpty();
        return silent ? null : generic(facts);
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
        return message == null || stepTells(facts)
                ? null
                : "The only sign of the failure is a generic message (\"" + Excerpt.line(message, 120)
                        + "\") without any detail.";
    }

    private static boolean stepTells(RunFacts facts) {
        return facts.steps.stream().anyMatch(step -> failed(step) && !Complaint.isGeneric(step.outputSummary()));
    }

    static boolean failed(Step step) {
        return step.status() != null
                && FAILED.contains(Excerpt.head(step.status(), 20).strip().toLowerCase(java.util.Locale.ROOT));
    }

    private static String first(String one, String other) {
        return Excerpt.blank(one) ? Excerpt.blank(other) ? null : other : one;
    }
}
