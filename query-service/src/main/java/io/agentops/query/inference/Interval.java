package io.agentops.query.inference;

/** Where a figure lies, with a confidence of 95 %. */
public record Interval(
        double low,
        double high) {

    /**
     * The interval of a difference of two independent figures from those of each: the square-and-add method, as Newcombe, "Interval
     * estimation for the difference between independent proportions", Statistics in Medicine 17, 1998, method 10, has it for proportions
     * with Wilson's intervals, and Zou and Donner, "Construction of confidence limits about effect measures", Statistics in Medicine 27,
     * 2008, for any figures.
     */
    public static Interval ofDifference(double before, Interval ofBefore, double after, Interval ofAfter) {
        double difference = after - before;
        return new Interval(difference - Math.hypot(after - ofAfter.low, ofBefore.high - before),
                difference + Math.hypot(ofAfter.high - after, before - ofBefore.low));
    }

    /**
     * Between which shares of a sample a quantile of all lies, from 0 to 1 (Conover, "Practical Nonparametric Statistics", 1999, section
     * 3.2, by the normal approximation).
     */
    public static Interval ofRank(double share, long total) {
        double half = Normal.DEVIATIONS_95 * Math.sqrt(share * (1 - share) / total);
        return new Interval(Math.max(0, share - half), Math.min(1, share + half));
    }
}
