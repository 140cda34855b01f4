package io.agentops.rca.evaluation;

/**
 * Where a share most likely lies, after so many trials: the score interval of 95 % (Wilson 1927), which holds for few trials and for
 * shares near 0 and 1 too.
 */
record Wilson(double low, double high) {

    private static final double Z = 1.959963984540054;

    /** The whole range where nothing was tried. */
    static Wilson of(int hits, int trials) {
        if (trials == 0) {
            return new Wilson(0, 1);
        }
        double share = (double) hits / trials;
        double square = Z * Z / trials;
        double middle = share + square / 2;
        double half = Z * Math.sqrt(share * (1 - share) / trials + square / (4.0 * trials));
        return new Wilson((middle - half) / (1 + square), (middle + half) / (1 + square));
    }
}
