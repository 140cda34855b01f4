package io.agentops.rca.engine;

/**
 * Looks for calls that failed, the first of them before all: what follows a failure often only shows it. Evidence: the failed
 * call. Counter-evidence: the same tool worked later, or, where a person is served, the agent found another way. Source:
 * observation on labelled runs, where "the first failed call, else the first call" alone finds the step of two runs in five.
 */
final class FailedCallSuspect implements SuspectRule {

    private static final double FIRST = 0.25;
    private static final double ORCHESTRATED = 0.15;
    private static final double LATER = 0.10;
    private static final double CARRIED_ON = -0.20;
    private static final double RECOVERED = -0.05;

    @Override
    public String id() {
        return "failed_call";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        int taken = 0;
        for (GraphNode node : graph.nodes) {
            CallFact call = node.failure();
            if (call == null || taken >= Suspicions.MAX) {
                continue;
            }
            found.add(this, node, taken > 0 ? LATER : graph.orchestrated() ? ORCHESTRATED : FIRST,
                    taken == 0 ? call.tool() + " failed, the first call that did" : call.tool() + " failed", call);
            if (call.recovered) {
                found.add(this, node, RECOVERED, "the same tool worked later", call);
            }
            if (graph.serves() && graph.facts.carriedOn(call)) {
                found.add(this, node, CARRIED_ON, "the agent went on to other calls that worked", call);
            }
            taken++;
        }
    }
}
