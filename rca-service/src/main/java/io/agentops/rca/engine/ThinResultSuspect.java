package io.agentops.rca.engine;

import static io.agentops.rca.engine.Phrases.phrase;

/**
 * Looks for the first act that brought far less than those before it, or a page that bars the way. Evidence: the result. Source: long
 * browsing runs turn at a blocked, blank or unrelated page that the planner takes for progress.
 */
final class ThinResultSuspect implements SuspectRule {

    private static final double THIN = 0.10;
    private static final double BARRED = 0.15;
    private static final int LEAST = 1000;
    private static final Phrases BARS = Phrases.of(phrase("human", "\\bverify (?:that )?you are (?:a )?human"),
            phrase("robot", "\\bnot a robot\\b"),
            phrase("captcha", "captcha"),
            phrase("just a moment", "\\bjust a moment\\.\\.\\."),
            phrase("access denied", "\\baccess denied\\b"),
            phrase("attention required", "\\battention required\\b"),
            phrase("404", "\\b404\\b"),
            phrase("page not found", "\\bpage not found\\b"),
            phrase("be reached", "\\bsite can.t be reached\\b"),
            phrase("chrome-error", "\\bchrome-error\\b"));

    @Override
    public String id() {
        return "thin_result";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        if (!graph.orchestrated()) {
            return;
        }
        int first = 0;
        int longest = 0;
        boolean thin = false;
        boolean barred = false;
        for (GraphNode node : graph.nodes) {
            if (!node.calls() || node.failed()) {
                continue;
            }
            CallFact call = node.calls.get(0);
            String result = call.call.resultSummary() == null ? node.text : call.call.resultSummary();
            if (!barred && BARS.in(Excerpt.lower(result))) {
                found.add(this, node, BARRED, "the first result that bars the way", call);
                barred = true;
            }
            if (!thin && first >= LEAST && result.length() * 2L < longest) {
                found.add(this, node, THIN, "the first result that is less than half of those before", call);
                thin = true;
            }
            first = longest == 0 ? result.length() : first;
            longest = Math.max(longest, result.length());
        }
    }
}
