package io.agentops.rca.engine;

/**
 * Looks for a run that broke off with a failure after few acts. Evidence: the failed step or call. Counter-evidence: the run had gone on for
 * long without success before, so that the failure only ended what had gone wrong. Source: runs that end soon are decided by
 * what ended them.
 */
final class BrokenOffSuspect implements SuspectRule {

    private static final double WEIGHT = 0.40;
    private static final double ENDED = -0.40;
    private static final int FEW = 2;

    @Override
    public String id() {
        return "broken_off";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        GraphNode last = graph.last();
        long acts = graph.nodes.stream().filter(GraphNode::calls).count();
        if (last == null || !(last.failed() || (last.step != null && Sufficiency.failed(last.step)))) {
            return;
        }
        if (acts <= FEW) {
            found.add(this, last, WEIGHT, "the run broke off here, calls made: " + acts, last.failure());
        } else if (graph.orchestrated()) {
            found.add(this, last, ENDED, "it only ended a run that had gone on for " + acts + " calls", last.failure());
        }
    }
}
