package io.agentops.rca.engine;

import java.util.List;
import java.util.Optional;

import io.agentops.contract.rca.Category;
import io.agentops.rca.history.GroupHistory;
import io.agentops.rca.history.Onset;

/** What the rules found in one run: the hand-over from {@link Engine#classify} to {@link Engine#report}. */
public final class Findings {

    private static final int MAX_HYPOTHESES = 3;

    final RunFacts facts;
    final VersionHistory history;
    /** What is known of the run's failure group, or null. */
    final GroupHistory group;
    /** With what failures of that group began, where figures tell. */
    final Optional<Onset> onset;
    /** Strongest first, those too weak to claim included. */
    final List<Finding> all;
    /** Why there is too little evidence, or null. */
    final String missing;

    Findings(RunFacts facts, VersionHistory history, GroupHistory group, List<Finding> all, String missing) {
        this.facts = facts;
        this.history = history;
        this.group = group;
        this.onset = Optional.ofNullable(group).flatMap(known -> Onset.of(known, facts.run.agentVersion()));
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
