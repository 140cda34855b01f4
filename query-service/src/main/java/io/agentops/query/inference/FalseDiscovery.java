package io.agentops.query.inference;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Keeps the expected share of false ones among what is found small, however many tests there are. */
public final class FalseDiscovery {

    private FalseDiscovery() {}

    /**
     * The p-values so that those at or below a level have at most this rate of false ones: Benjamini and Hochberg, "Controlling the false
     * discovery rate", Journal of the Royal Statistical Society B 57, 1995, for tests that are independent or positively dependent.
     *
     * @param pValues of all tests that were made
     * @return in the same order
     */
    public static double[] adjusted(double[] pValues) {
        int[] falling = IntStream.range(0, pValues.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> pValues[i]).reversed())
                .mapToInt(Integer::intValue).toArray();
        double[] adjusted = new double[pValues.length];
        double least = 1;
        for (int i = 0; i < falling.length; i++) {
            int rank = falling.length - i;
            least = Math.min(least, pValues[falling[i]] * ((double) falling.length / rank));
            adjusted[falling[i]] = least;
        }
        return adjusted;
    }
}
