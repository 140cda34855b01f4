package io.agentops.query.inference;

/**
 * How many of some have a property.
 *
 * @param total at least one
 */
public record Share(
        long count,
        long total) {

    public Share {
        if (total < 1 || count < 0 || count > total) {
            throw new IllegalArgumentException("No share: " + count + " of " + total);
        }
    }

    /** From 0 to 1. */
    public double value() {
        return (double) count / total;
    }

    /**
     * Wilson's score interval: Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
     * Statistical Association 22, 1927.
     */
    public Interval interval() {
        double square = Normal.DEVIATIONS_95 * Normal.DEVIATIONS_95;
        double middle = (count + square / 2) / (total + square);
        double half = Normal.DEVIATIONS_95 / (total + square)
                * Math.sqrt(value() * (1 - value()) * total + square / 4);
        return new Interval(count == 0 ? 0 : middle - half, count == total ? 1 : middle + half);
    }
}
