package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.List;

import io.agentops.contract.rca.Category;

/**
 * A looking-up tool that succeeded and returned nothing, after which nothing else was found either. An empty answer of any other
 * tool is an answer; so is one that a later look-up made up for.
 */
final class EmptyRetrievalRule implements Rule {

    @Override
    public String id() {
        return "retrieval_empty";
    }

    @Override
    public Category category() {
        return Category.RETRIEVAL_EMPTY;
    }

    @Override
    public String looksFor() {
        return "look-ups that succeeded with an empty result";
    }

    @Override
    public List<Finding> look(RunFacts facts, VersionHistory history) {
        List<CallFact> empty = new ArrayList<>();
        for (CallFact fact : facts.calls) {
            if (facts.looksUp(fact)) {
                if (fact.outcome != CallFact.Outcome.FINE) {
                    facts.unsettled.add(id());
                }
                if (fact.outcome == CallFact.Outcome.FINE) {
                    empty.clear();
                } else if (fact.outcome == CallFact.Outcome.EMPTY && fact.call.resultSummary() != null) {
                    empty.add(fact);
                }
            }
        }
        if (empty.isEmpty()) {
            return List.of();
        }
        Finding finding = new Finding(new Reading(id(), category(), 0.6, "an empty result of a look-up", null, null),
                empty.get(0), null);
        empty.stream().skip(1).limit(4).forEach(finding.calls::add);
        return List.of(empty.size() > 1 ? finding.weigh(empty.size() + " look-ups found nothing", 0.1) : finding);
    }
}
