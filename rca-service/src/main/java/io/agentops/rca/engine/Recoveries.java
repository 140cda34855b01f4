package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.agentops.contract.rca.RcaReport.Recovered;

/** Failures that did not matter, because the agent got past them. */
final class Recoveries {

    private static final int MAX = 20;
    private static final int MAX_CITED = 5;

    private Recoveries() {}

    static List<Recovered> of(RunFacts facts, EvidenceIndex evidence) {
        Map<String, List<CallFact>> byKind = new LinkedHashMap<>();
        for (CallFact fact : facts.calls) {
            if (fact.recovered && (fact.failed() || (fact.foundNothing() && facts.looksUp(fact)))) {
                String title = fact.tool() + what(fact) + ", and " + fact.gotPast;
                if (byKind.containsKey(title) || byKind.size() < MAX) {
                    byKind.computeIfAbsent(title, t -> new ArrayList<>()).add(fact);
                }
            }
        }
        List<Recovered> recovered = new ArrayList<>();
        byKind.forEach((title, calls) -> recovered
                .add(new Recovered(calls.size() == 1 ? title : title + ", " + calls.size() + " times",
                        calls.stream().limit(MAX_CITED).map(evidence::call).toList())));
        return recovered;
    }

    private static String what(CallFact fact) {
        if (!fact.failed()) {
            return " found nothing";
        }
        return fact.reading == null ? " failed" : " failed (" + fact.reading.category().wireName() + ")";
    }
}
