package io.agentops.rca.engine;

import static io.agentops.rca.engine.Phrases.phrase;

import java.util.List;
import java.util.Locale;

/**
 * Looks for the first call and the first act: all that follows rests on them, and a run that begins with the wrong tool, query
 * or reading seldom turns round. Where one agent plans and others act, it is the second call, the first that acts on a result.
 * Evidence: the call or step. Counter-evidence: the first act only announces something. Source: observation on labelled runs of
 * real agents, whose decisive step lies in the first fifth of the run more often than in any other.
 */
final class EarlyActSuspect implements SuspectRule {

    private static final List<Double> ALONE = List.of(0.15, 0.05);
    private static final List<Double> ORCHESTRATED = List.of(0.05, 0.20);
    private static final double FIRST_ACT = 0.10;
    private static final List<String> WORDS = List.of("the first tool call, on which what follows rests",
            "the second tool call, the first to act on a result");
    private static final Phrases ANNOUNCES = Phrases.of(phrase("hold on", "\\bplease hold on\\b"),
            phrase(" you ", "\\b(?:could|can) you (?:please )?(?:provide|share|perform)\\b"),
            phrase("please provide", "\\bplease provide\\b"));

    @Override
    public String id() {
        return "early_act";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        if (graph.serves()) {
            return;
        }
        List<GraphNode> calling = graph.nodes.stream().filter(GraphNode::calls).limit(WORDS.size()).toList();
        for (int i = 0; i < calling.size(); i++) {
            double weight = graph.orchestrated() ? ORCHESTRATED.get(i) : ALONE.get(i);
            found.add(this, calling.get(i), weight, WORDS.get(i), calling.get(i).calls.get(0));
        }
        if (!graph.orchestrated()) {
            graph.work().stream().findFirst().filter(node -> !ANNOUNCES.in(node.text.toLowerCase(Locale.ROOT)))
                    .ifPresent(node -> found.add(this, node, FIRST_ACT, "the first act of the run"));
        }
    }
}
