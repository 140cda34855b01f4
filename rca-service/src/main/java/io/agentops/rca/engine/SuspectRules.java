package io.agentops.rca.engine;

import java.util.List;
import java.util.stream.Stream;

import io.agentops.contract.run.GuardrailEvent;

/** The rules that name suspects, and the order in which their reasons are told. */
final class SuspectRules {

    static final List<SuspectRule> ALL = List.of(new FailedCallSuspect(), new EarlyActSuspect(),
            new AnswerOriginSuspect(),
            new UnfoundedClaimSuspect(), new InventedDataSuspect(), new ComplainedOfSuspect(),
            new RepeatedActSuspect(), new ThinResultSuspect(), new StateChangeSuspect(),
            new RefusalSuspect(), new FailedStepSuspect(), new BrokenOffSuspect(), new PartialListSuspect(),
            new OwnKnowledgeSuspect());

    private static final double FINDING = 0.10;
    private static final double FINDING_SCORE = 0.30;
    private static final double NOTHING_ELSE = 0.05;
    private static final double GUARDRAIL = 0.10;

    private SuspectRules() {}

    /** What speaks for and against the places of a run. */
    static Suspicions look(RunGraph graph, List<Finding> findings) {
        Suspicions found = new Suspicions();
        findings.stream().limit(Suspicions.MAX).forEach(finding -> found(graph, finding, found));
        ALL.forEach(rule -> rule.look(graph, found));
        guarded(graph, found);
        if (found.none()) {
            Stream.concat(graph.work().stream(), graph.nodes.stream()).findFirst().ifPresent(
                    node -> found.add("first_act", node, NOTHING_ELSE, "the first step that did anything", null, null));
        }
        return found;
    }

    private static void found(RunGraph graph, Finding finding, Suspicions found) {
        GraphNode node = finding.call != null ? graph.node(finding.call) : graph.node(finding.stepId);
        if (node != null) {
            found.add(finding.reading.rule(), node, FINDING + FINDING_SCORE * finding.score(),
                    "shows " + finding.category().wireName() + ": " + finding.reading.sign(), finding.call, null);
        }
    }

    private static void guarded(RunGraph graph, Suspicions found) {
        for (GuardrailEvent event : graph.facts.guards.stream().limit(Suspicions.MAX).toList()) {
            GraphNode node = graph.node(event.stepId());
            if (node != null) {
                found.add("guardrail", node, GUARDRAIL, "guardrail event " + Excerpt.name(event.type(), ""), null,
                        event);
            }
        }
    }
}
