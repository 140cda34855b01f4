package io.agentops.rca.engine;

/**
 * Looks for steps that say themselves that they failed, and most of all for the one after which nothing was done any more: where
 * a run broke off on a failure that it names, what came before it worked. Evidence: the step's status. Counter-evidence: the agent
 * went on. Source: how frameworks report an exception that ends a run, as the failed status of the innermost step
 * (OpenTelemetry's span status).
 */
final class FailedStepSuspect implements SuspectRule {

    private static final double FAILED = 0.20;
    private static final double ENDED = 0.10;

    @Override
    public String id() {
        return "failed_step";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        int taken = 0;
        for (GraphNode node : graph.nodes) {
            if (taken < Suspicions.MAX && node.works() && node.step != null && Sufficiency.failed(node.step)) {
                taken++;
                if (node.failure() == null) {
                    found.add(this, node, FAILED, "the step reports status " + Excerpt.line(node.step.status(), 20));
                }
                if (ends(graph, node)) {
                    found.add(this, node, ENDED, "nothing was done after it");
                }
            }
        }
    }

    private static boolean ends(RunGraph graph, GraphNode node) {
        return !graph.orchestrated()
                && graph.nodes.stream().skip(node.place + 1L).noneMatch(GraphNode::works);
    }
}
