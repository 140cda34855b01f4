package io.agentops.rca.engine;

import static io.agentops.rca.engine.Phrases.phrase;

/**
 * Looks for the first time an agent tells the person it serves that something cannot be done. Evidence: the words. Source: service agents
 * that give up on something their tools could have done.
 */
final class RefusalSuspect implements SuspectRule {

    private static final double FIRST = 0.30;
    private static final Phrases REFUSES = Phrases.of(phrase("unfortunately", "\\bunfortunately\\b"),
            phrase("able to", "\\bi(?:'m| am) (?:unable|not able) to\\b"),
            phrase("i can", "\\bi can(?:'t|not)\\b"));

    @Override
    public String id() {
        return "refusal";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        if (!graph.serves()) {
            return;
        }
        graph.nodes.stream().filter(node -> node.works() && REFUSES.in(node.opening())).findFirst()
                .ifPresent(node -> found.add(this, node, FIRST, "the first refusal of what a person asked for"));
    }
}
