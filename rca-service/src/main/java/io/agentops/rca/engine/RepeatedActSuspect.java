package io.agentops.rca.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * Looks for the first of acts made again and again: where a run begins to stand still. Evidence: the repeated calls. Source: step
 * repetition is among the commonest faults in taxonomies of multi-agent failures.
 */
final class RepeatedActSuspect implements SuspectRule {

    private static final double WEIGHT = 0.10;
    private static final int TIMES = 3;

    @Override
    public String id() {
        return "repeated_act";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        Map<String, GraphNode> first = new HashMap<>();
        Map<String, Integer> times = new HashMap<>();
        int taken = 0;
        for (GraphNode node : graph.nodes) {
            for (CallFact call : node.calls) {
                if (call.act != null) {
                    first.putIfAbsent(call.act, node);
                    if (times.merge(call.act, 1, Integer::sum) == TIMES && taken++ < Suspicions.MAX) {
                        found.add(this, first.get(call.act), WEIGHT, "the same call of " + call.tool() + " was made "
                                + TIMES + " times or more from here on");
                    }
                }
            }
        }
    }
}
