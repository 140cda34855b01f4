package io.agentops.query.inference;

import java.util.Arrays;

/**
 * A mean and how well it is known.
 *
 * @param variance of the mean itself
 * @param freedom degrees of freedom of that variance, at least 1
 */
public record Mean(
        double value,
        double variance,
        double freedom) {

    /** Means nearer than this to each other, as a share of them, differ by rounding only. */
    private static final double ROUNDING = 1e-12;

    /** Of two values or more. */
    public static Mean of(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        return new Mean(mean, squares / (values.length - 1) / values.length, values.length - 1);
    }

    /**
     * Of many values of which only sums by cluster are known: a ratio estimate, as Cochran, "Sampling Techniques", 1977, section 9A.
     * Values within a cluster need not be independent of each other.
     *
     * @param squares over the clusters, of the difference between a cluster's sum and the mean times its count
     * @param clusters two or more
     */
    public static Mean ofClusters(double sum, long count, double squares, int clusters) {
        return new Mean(sum / count, squares * clusters / (clusters - 1) / ((double) count * count), clusters - 1);
    }

    /** Whether another one differs: Welch, "The generalization of Student's problem", Biometrika 34, 1947. */
    public TestResult compare(Mean after) {
        double error = Math.sqrt(variance + after.variance);
        int direction = Double.compare(after.value, value);
        if (Math.abs(after.value - value) <= ROUNDING * Math.max(Math.abs(after.value), Math.abs(value))) {
            return new TestResult(TestResult.Method.WELCH, 0.0, 1, 0);
        }
        if (error == 0) {
            return new TestResult(TestResult.Method.WELCH, null, 0, direction);
        }
        double t = (after.value - value) / error;
        return new TestResult(TestResult.Method.WELCH, t, StudentT.twoSided(t, freedomWith(after)), direction);
    }

    /** Of the difference to another one. */
    public Interval difference(Mean after) {
        double error = Math.sqrt(variance + after.variance);
        double half = error == 0 ? 0 : error * StudentT.within95(freedomWith(after));
        return new Interval(after.value - value - half, after.value - value + half);
    }

    private double freedomWith(Mean other) {
        double both = variance + other.variance;
        return both * both / (variance * variance / freedom + other.variance * other.variance / other.freedom);
    }
}
