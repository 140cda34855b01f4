package io.agentops.query.inference;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tests whether the values of two histograms with the same bins differ. Values in one bin are tied. */
public final class RankTest {

    private static final double CONTINUITY = 0.5;
    private static final double TAIL = 0.05;

    private record Bin(long before, long after) {

        Bin and(Bin other) {
            return new Bin(before + other.before, after + other.after);
        }

        long all() {
            return before + after;
        }
    }

    private RankTest() {}

    /**
     * Whether one tends to be larger: the test of Mann and Whitney, "On a test of whether one of two random variables is stochastically
     * larger than the other", Annals of Mathematical Statistics 18, 1947, by its normal approximation with mean ranks for ties and
     * correction for continuity (Lehmann, "Nonparametrics", 1975, section 1.4).
     *
     * @param before counts by bin, not empty
     */
    public static TestResult compare(Map<Integer, Long> before, Map<Integer, Long> after) {
        long ofBefore = 0;
        long ofAfter = 0;
        double wins = 0;
        double ties = 0;
        for (Bin bin : bins(before, after).values()) {
            wins += bin.after * (ofBefore + bin.before / 2.0);
            ties += cubeLess((double) bin.all());
            ofBefore += bin.before;
            ofAfter += bin.after;
        }
        double all = (double) ofBefore + ofAfter;
        double surplus = wins - (double) ofBefore * ofAfter / 2;
        double variance = (double) ofBefore * ofAfter / 12 * (all + 1 - ties / (all * (all - 1)));
        double z = variance <= 0
                ? 0
                : Math.signum(surplus) * Math.max(0, Math.abs(surplus) - CONTINUITY) / Math.sqrt(variance);
        return new TestResult(TestResult.Method.MANN_WHITNEY, z, Normal.twoSided(z), (int) Math.signum(surplus));
    }

    /**
     * Whether one has more of the largest: both are cut at the highest border of bins above which at least 5 % of all values lie, and the
     * shares above compared. The quantile test of Johnson, Verrill and Moore, "Two-sample rank tests for detecting changes that occur in a small
     * proportion of the treated population", Biometrics 43, 1987.
     *
     * @param before counts by bin, not empty
     */
    public static TestResult compareTails(Map<Integer, Long> before, Map<Integer, Long> after) {
        SortedMap<Integer, Bin> bins = bins(before, after);
        Bin all = bins.values().stream().reduce(new Bin(0, 0), Bin::and);
        Bin above = all;
        Bin cut = all;
        for (Bin bin : bins.values()) {
            above = new Bin(above.before - bin.before, above.after - bin.after);
            if (above.all() >= TAIL * all.all()) {
                cut = above;
            }
        }
        TestResult result = ShareTest.compare(new Share(cut.before, all.before), new Share(cut.after, all.after));
        return new TestResult(
                result.method() == TestResult.Method.SCORE
                        ? TestResult.Method.QUANTILE_SCORE
                        : TestResult.Method.QUANTILE_FISHER_EXACT,
                result.statistic(), result.pValue(), result.direction());
    }

    private static SortedMap<Integer, Bin> bins(Map<Integer, Long> before, Map<Integer, Long> after) {
        SortedMap<Integer, Bin> bins = new TreeMap<>();
        before.forEach((bin, count) -> bins.merge(bin, new Bin(count, 0), Bin::and));
        after.forEach((bin, count) -> bins.merge(bin, new Bin(0, count), Bin::and));
        return bins;
    }

    private static double cubeLess(double count) {
        return count * count * count - count;
    }
}
