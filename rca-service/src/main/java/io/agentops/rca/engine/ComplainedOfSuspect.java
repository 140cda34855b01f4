package io.agentops.rca.engine;

import static io.agentops.rca.engine.Phrases.phrase;

import java.util.List;

/**
 * Looks for acts of whose result the next act complains, corrects it or does it over: the first divergence. Evidence: both steps.
 * Source: the first step whose result later steps contradict or redo is the one at fault more often than the step that complains.
 */
final class ComplainedOfSuspect implements SuspectRule {

    private static final double FIRST = 0.10;
    private static final double LATER = 0.05;
    private static final Phrases COMPLAINS = Phrases.of(phrase("error", "\\berrors?\\b"),
            phrase("fail", "\\bfailed\\b"),
            phrase("issue", "\\bissues?\\b"),
            phrase("exception", "\\bexception\\b"),
            phrase("unable to", "\\bunable to\\b"),
            phrase("n't", "\\b(?:ca|could|do|does|did|was|is|were|have|has)n't\\b"),
            phrase(" not ", "\\b(?:can|could|do|does|did|was|is|were|have|has) not\\b"),
            phrase("cannot", "\\bcannot\\b"),
            phrase("unfortunately", "\\bunfortunately\\b"),
            phrase("apologi", "\\bapologi[sz]e"),
            phrase("mistake", "\\bmistake\\b"),
            phrase("incorrect", "\\bincorrect"),
            phrase("not found", "\\bnot found\\b"),
            phrase("no ", "\\bno (?:data|results?|information|output)\\b"),
            phrase("instead", "\\binstead\\b"),
            phrase("however", "\\bhowever\\b"),
            phrase("corrected", "\\bneeds? to be corrected\\b"));

    @Override
    public String id() {
        return "complained_of";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        List<GraphNode> work = graph.work();
        int taken = 0;
        for (int i = 0; i + 1 < work.size() && taken < Suspicions.MAX; i++) {
            if (work.get(i).calls() && !work.get(i).failed() && !graph.plans(work.get(i + 1))
                    && COMPLAINS.in(work.get(i + 1).opening())) {
                found.add(this, work.get(i), taken == 0 ? FIRST : LATER,
                        "the next act complains of its result" + (taken == 0 ? ", the first to do so" : ""));
                taken++;
            }
        }
    }
}
