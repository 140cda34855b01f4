package io.agentops.rca.engine;

import static io.agentops.rca.engine.Phrases.phrase;

import java.util.Locale;

/**
 * Looks for steps that state facts nobody had brought up, without a call that could have found them. Evidence: the new facts.
 * Counter-evidence: the step asks or plans rather than states. Source: fabricated findings are the commonest fault of agents that
 * talk to each other; taxonomies of multi-agent failures call it information made up or not verified.
 */
final class UnfoundedClaimSuspect implements SuspectRule {

    private static final double FIRST = 0.15;
    private static final double LATER = 0.10;
    private static final int ENOUGH = 3;
    private static final Phrases CLAIMS = Phrases.of(phrase("ed",
            "\\b(?:i|we)(?:'ve| have)? (?:\\w{1,20} ){0,2}(?:verified|checked|retrieved|reviewed|located|identified|gathered|confirmed|collected|watched|compiled)\\b"),
            phrase("found", "\\b(?:i|we)(?:'ve| have)? (?:\\w{1,20} ){0,2}found\\b"),
            phrase("here ", "\\bhere (?:is|are)\\b"),
            phrase("upon ", "\\bupon (?:\\w{1,20} )?(?:review|inspect|check|verif|search)"),
            phrase("based on", "\\bbased on (?:the|my|our|this|general|standard)\\b"),
            phrase("manual", "\\bmanual(?:ly)?\\b"),
            phrase("verified", "\\bverified\\b"),
            phrase("confirmed", "\\b(?:is|was|are|were) (?:indeed )?confirmed\\b"));

    @Override
    public String id() {
        return "unfounded_claim";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        if (graph.orchestrated() || graph.serves()) {
            return;
        }
        int taken = 0;
        for (GraphNode node : graph.nodes) {
            if (!node.works() || node.calls() || node.fresh.size() < ENOUGH || taken >= Suspicions.MAX) {
                continue;
            }
            if (CLAIMS.in(Excerpt.head(node.text, 2000).toLowerCase(Locale.ROOT))) {
                found.add(this, node, taken == 0 ? FIRST : LATER, "states " + node.fresh.size()
                        + " facts that came up nowhere before, without a call that could have found them");
                taken++;
            }
        }
    }
}
