package io.agentops.rca.history;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/**
 * Whether failures are more frequent in one sample of runs than in another, by Fisher's exact test (Fisher, "The Design of Experiments",
 * 1935), one-sided.
 *
 * @param before the sample compared with
 * @param after the sample in question
 * @param pValue how likely chance alone makes the share of {@code after} so much larger; 1 where it is not larger
 */
public record RateRise(
        Rate before,
        Rate after,
        double pValue) {

    /** The name of the test in reports. */
    public static final String NAME = "fisher_exact_one_sided";

    /** Runs without which a sample tells nothing. */
    public static final long ENOUGH_RUNS = 20;

    /** Differences of shares below this are too small to matter, however sure they are. */
    public static final double MATTERS = 0.02;

    /** Two samples together must fit an int; a larger one is scaled down, which leaves its share and weighs it less. */
    private static final long MAX_RUNS = 1_000_000_000;
    /** What is left of the tail beyond such a part of it does not show in four digits. */
    private static final double NEGLIGIBLE = 1e-12;
    private static final double SMALLEST_TOLD = 1e-300;
    private static final MathContext FOUR_DIGITS = new MathContext(4);

    /** Compares the two; the p-value has four digits, which are the same on every machine. */
    public static RateRise of(Rate before, Rate after) {
        return new RateRise(before, after, new BigDecimal(greater(before, after)).round(FOUR_DIGITS).doubleValue());
    }

    /**
     * Whether the difference is large enough to matter: 2 percentage points, and at least double, so that a failure of {@code after} is
     * more likely one of those that came in addition than not.
     */
    public boolean matters() {
        return after.share() - before.share() >= MATTERS && after.share() >= 2 * before.share();
    }

    /**
     * Whether more than 5 % of some runs still go on, so that those that ended may not be like all: of runs that started a moment ago only
     * the quick ones have ended, and failures are often quick.
     */
    public static boolean tooEarly(long unfinished, long ended) {
        return 20 * unfinished > unfinished + ended;
    }

    /** The p-value as {@code p = 0.0012}, or what it is below where it is too small for a number. */
    public String words() {
        return pValue < SMALLEST_TOLD ? "p < 1e-300" : String.format(Locale.ROOT, "p = %.2g", pValue);
    }

    private static double greater(Rate before, Rate after) {
        if (after.failed() * (double) before.runs() <= before.failed() * (double) after.runs()) {
            return 1;
        }
        return tail(shrunk(before), shrunk(after));
    }

    /** Each by itself: the size of one sample says nothing about what a run of the other weighs. */
    private static Rate shrunk(Rate rate) {
        double scale = MAX_RUNS / (double) rate.runs();
        return scale >= 1 ? rate : new Rate((long) (rate.failed() * scale), MAX_RUNS);
    }

    /**
     * How likely at least so many of all that failed are in {@code after}, were each run as likely to fail. Where its share is the larger
     * one, each further table is less likely than the one before, so that few count however large the samples are.
     */
    private static double tail(Rate before, Rate after) {
        Rate all = before.plus(after);
        double term = HypergeometricDistribution.of((int) all.runs(), (int) all.failed(), (int) after.runs())
                .probability((int) after.failed());
        double sum = term;
        long most = Math.min(all.failed(), after.runs());
        for (long k = after.failed(); k < most && term > sum * NEGLIGIBLE; k++) {
            double moreFailed = (double) (all.failed() - k) * (after.runs() - k);
            double fewerFailed = (k + 1.0) * (before.runs() - all.failed() + k + 1);
            term *= moreFailed / fewerFailed;
            sum += term;
        }
        return Math.min(1, sum);
    }
}
