package io.agentops.rca.engine;

import java.util.List;

/**
 * Looks for an agent that acts for a planner and answers without a call where the others look things up. Evidence: the step. Source: answers
 * from what a model remembers, in place of what was asked to be found.
 */
final class OwnKnowledgeSuspect implements SuspectRule {

    private static final double WEIGHT = 0.40;

    @Override
    public String id() {
        return "own_knowledge";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        GraphNode end = graph.last();
        if (!graph.orchestrated() || end == null || (end.step != null && Sufficiency.failed(end.step))) {
            return;
        }
        List<GraphNode> acts = graph.work().stream().filter(node -> !graph.plans(node)).toList();
        GraphNode last = acts.isEmpty() ? null : acts.get(acts.size() - 1);
        if (last != null && !last.calls()) {
            found.add(this, last, WEIGHT, "the last act for the planner, without a call");
        }
    }
}
