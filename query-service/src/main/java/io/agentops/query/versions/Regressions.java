package io.agentops.query.versions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.agentops.query.inference.FalseDiscovery;

/**
 * Finds what got worse with a version, with at most a twentieth of what is found being chance, as expected over all comparisons. A change
 * that is for the better, or too small to matter, counts as one that chance made: what remains is found at no higher a rate of false ones
 * than if nothing was sorted out.
 */
final class Regressions {

    /** How many runs each version must have. */
    static final int MINIMUM_RUNS = 30;
    /** How many percent of the runs of each version may still go on: those that ended first are not like all of them. */
    static final double MAXIMUM_RUNNING_PERCENT = 5;
    /** In how many hours each version must have runs for its cost to be compared, which varies with what is asked in an hour. */
    static final int MINIMUM_COST_HOURS = 8;

    private static final double BY_CHANCE = 1;

    private final int tests;
    private final List<Found> found;

    /** A metric that got worse. */
    record Found(
            VersionPair pair,
            Change change,
            double adjustedP) {

        /** The newest version first. */
        static final Comparator<Found> ORDER = Comparator.comparing(Found::place);

        RegressionPlace place() {
            return new RegressionPlace(pair.firstSeen(), pair.agent(), pair.environment(), pair.version(),
                    change.metric());
        }
    }

    Regressions(List<VersionPair> pairs) {
        List<Found> made = new ArrayList<>();
        for (VersionPair pair : pairs) {
            Change.all(pair.before(), pair.after()).stream().filter(change -> change.test() != null)
                    .forEach(change -> made.add(new Found(pair, change, BY_CHANCE)));
        }
        double[] adjusted = FalseDiscovery.adjusted(made.stream().mapToDouble(Regressions::pValue).toArray());
        this.tests = adjusted.length;
        List<Found> significant = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            if (adjusted[i] <= Verdict.LEVEL) {
                significant.add(new Found(made.get(i).pair, made.get(i).change, adjusted[i]));
            }
        }
        significant.sort(Found.ORDER);
        this.found = List.copyOf(significant);
    }

    private static double pValue(Found one) {
        Change change = one.change;
        boolean counts = change.metric().worse(change.test().direction())
                && change.metric().matters(change.before(), change.after());
        return counts ? change.test().pValue() : BY_CHANCE;
    }

    /** How many comparisons were made. */
    int tests() {
        return tests;
    }

    /** In the order of their places. */
    List<Found> found() {
        return found;
    }
}
