package io.agentops.rca.engine;

import static io.agentops.rca.engine.Phrases.phrase;

import java.util.Locale;

/**
 * Looks for made-up data and placeholders in what a step says or calls with. Evidence: the words. Source: placeholder arguments and
 * simulated data stand for the real thing in many annotated failures.
 */
final class InventedDataSuspect implements SuspectRule {

    private static final double FIRST = 0.25;
    private static final double LATER = 0.10;
    private static final int READ = 4000;
    private static final Phrases INVENTED = Phrases.of(phrase("simulat", "\\bsimulat(?:e|ed|ing)\\b"),
            phrase("hypothetical", "\\bhypothetical"),
            phrase("sample ", "\\bsample (?:data|values?|list|set|dataset|records?)"),
            phrase("dummy", "\\bdummy\\b"),
            phrase("mock", "\\bmock(?:ed)?[ _-](?:data|values?|list|dataset|records?|responses?)"),
            phrase("fake", "\\bfake (?:data|values?|list|dataset|records?)"),
            phrase("fictional", "\\bfictional (?:data|values?)"),
            phrase("made-up", "\\bmade-up\\b"),
            phrase("placeholder", "\\bplaceholder"),
            phrase("your", "\\byour[_ -](?:[a-z0-9]{1,20}[_ -]){0,3}(?:key|token|password|url)\\b"),
            phrase("path", "\\bpath[_/]to\\b"),
            phrase("example.", "\\bexample\\.(?:com|org)\\b"),
            phrase("xxxx", "\\bxxxx"),
            phrase("example", "\\bexample (?:\\w{1,20} )?(?:video|data|values?|id|url)\\b"),
            phrase("for ", "\\bfor (?:the sake of )?(?:demonstration|illustration)\\b"));

    @Override
    public String id() {
        return "invented_data";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        if (graph.orchestrated()) {
            return;
        }
        int taken = 0;
        for (GraphNode node : graph.nodes) {
            if (!node.works() || taken >= Suspicions.MAX) {
                continue;
            }
            var sign = INVENTED.find(Excerpt.head(node.text, READ).toLowerCase(Locale.ROOT));
            if (sign.isPresent()) {
                found.add(this, node, taken == 0 ? FIRST : LATER,
                        "works with made-up data or a placeholder: \"" + sign.get() + "\"");
                taken++;
            }
        }
    }
}
