package io.agentops.rca.engine;

import java.util.List;

import io.agentops.contract.rca.Category;

/** What the rules found in one run: the hand-over from {@link Engine#classify} to {@link Engine#report}. */
public final class Findings {

    private static final int MAX_HYPOTHESES = 3;

    final RunFacts facts;
    final VersionHistory history;
    /** Strongest first, those too weak to claim included. */
    final List<Finding> all;
    /** Why there is too little evidence, or null. */
    final String missing;

    Findings(RunFacts facts, VersionHistory history, List<Finding> all, String missing) {
        this.facts = facts;
        this.history = history;
        this.all = all;
        this.missing = missing;
    }

    /** What kind of failure it is; unknown where nothing speaks for a kind strongly enough. */
    Category category() {
        List<Finding> claims = claims();
        return claims.isEmpty() ? Category.UNKNOWN : claims.get(0).category();
    }

    /** The strongest finding of each kind that is strong enough to be told as a cause. */
    List<Finding> claims() {
        if (missing != null) {
            return List.of();
        }
        List<Finding> strong = all.stream().filter(finding -> finding.score() >= Reading.CLAIM).toList();
        return strong.stream().filter(finding -> strong.stream().filter(other -> other.category() == finding.category())
                .findFirst().orElse(finding) == finding).limit(MAX_HYPOTHESES).toList();
    }
}
