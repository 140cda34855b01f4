package io.agentops.query.inference;

/** The standard normal distribution. */
final class Normal {

    /** Within this many deviations of the mean lie 95 %. */
    static final double DEVIATIONS_95 = 1.959963984540054;

    private static final double DENSITY_AT_MEAN = 1 / Math.sqrt(2 * Math.PI);
    /** From here on the series would cancel, and the fraction converges fast. */
    private static final double TAIL = 3;
    private static final int FRACTION_LEVELS = 100;

    private Normal() {}

    /**
     * How likely a deviation of this size or more is, to either side. Near the mean by the series of Marsaglia, "Evaluating the Normal
     * Distribution", Journal of Statistical Software 11(4), 2004; in the tails by Laplace's continued fraction.
     */
    static double twoSided(double deviation) {
        double x = Math.abs(deviation);
        double density = DENSITY_AT_MEAN * Math.exp(-x * x / 2);
        if (x > TAIL) {
            double fraction = x;
            for (int level = FRACTION_LEVELS; level > 0; level--) {
                fraction = x + level / fraction;
            }
            return 2 * density / fraction;
        }
        double sum = x;
        double term = x;
        for (int odd = 3; term > sum * Math.ulp(1.0); odd += 2) {
            term *= x * x / odd;
            sum += term;
        }
        return 1 - 2 * density * sum;
    }
}
