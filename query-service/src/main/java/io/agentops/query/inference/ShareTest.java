package io.agentops.query.inference;

/**
 * Tests whether two shares differ. Where one of the four margins of their table is at most 1,000, by Fisher's exact test (Fisher, "The
 * Design of Experiments", 1935), which sums the probabilities of all tables with these margins that are no more likely than the one
 * seen. Beyond, by the score test of two proportions (the root of Pearson's chi-square), whose tails are near enough there only: many
 * comparisons ask for p-values far below 0.05.
 */
public final class ShareTest {

    private static final long FEW = 1000;
    /** Tables equally likely but for rounding count as equally likely. */
    private static final double ROUNDING = 1 + 1e-7;

    private ShareTest() {}

    public static TestResult compare(Share before, Share after) {
        int direction = Double.compare(after.value(), before.value());
        long with = before.count() + after.count();
        long without = before.total() + after.total() - with;
        long smallest = Math.min(Math.min(before.total(), after.total()), Math.min(with, without));
        return smallest <= FEW
                ? new TestResult(TestResult.Method.FISHER_EXACT, null, fisher(before, after), direction)
                : score(before, after, direction);
    }

    private static TestResult score(Share before, Share after, int direction) {
        Share both = new Share(before.count() + after.count(), before.total() + after.total());
        double error = Math
                .sqrt(both.value() * (1 - both.value()) * (1.0 / before.total() + 1.0 / after.total()));
        double z = (after.value() - before.value()) / error;
        return new TestResult(TestResult.Method.SCORE, z, Normal.twoSided(z), direction);
    }

    private static double fisher(Share before, Share after) {
        long with = before.count() + after.count();
        long all = before.total() + after.total();
        long least = Math.max(0, with - after.total());
        long most = Math.min(with, before.total());
        long likeliest = Math.max(least,
                Math.min(most, (long) ((with + 1.0) * (before.total() + 1.0) / (all + 2.0))));
        double[] weights = new double[(int) (most - least) + 1];
        weights[(int) (likeliest - least)] = 1;
        for (long count = likeliest; count < most; count++) {
            weights[(int) (count + 1 - least)] = weights[(int) (count - least)]
                    * odds(count, before.total(), after.total(), with);
        }
        for (long count = likeliest; count > least; count--) {
            weights[(int) (count - 1 - least)] = weights[(int) (count - least)]
                    / odds(count - 1, before.total(), after.total(), with);
        }
        double seen = weights[(int) (before.count() - least)] * ROUNDING;
        double sum = 0;
        double asUnlikely = 0;
        for (double weight : weights) {
            sum += weight;
            asUnlikely += weight <= seen ? weight : 0;
        }
        return asUnlikely / sum;
    }

    /** How much likelier one more is than this count, of the hypergeometric distribution. */
    private static double odds(long count, long before, long after, long with) {
        return (double) (before - count) * (with - count) / ((count + 1.0) * (after - with + count + 1.0));
    }
}
