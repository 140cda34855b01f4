package io.agentops.rca.history;

import java.util.Locale;

/**
 * How many of some runs, or calls, failed; refuses more failed ones than there are, and negative counts.
 *
 * @param runs all of them, or calls
 */
public record Rate(
        long failed,
        long runs) {

    public static final Rate NONE = new Rate(0, 0);

    public Rate {
        if (failed < 0 || failed > runs) {
            throw new IllegalArgumentException("failed: " + failed + " of " + runs);
        }
    }

    /** From 0 to 1; 0 of nothing. */
    public double share() {
        return runs == 0 ? 0 : (double) failed / runs;
    }

    /** The same without the one that was picked because it failed, which a test must not count. */
    public Rate withoutOneFailed() {
        return failed == 0 ? this : new Rate(failed - 1, runs - 1);
    }

    public Rate plus(Rate other) {
        return new Rate(failed + other.failed, runs + other.runs);
    }

    /** As {@code 31 of 40 runs (77.5 %)}. */
    public String words() {
        return String.format(Locale.ROOT, "%d of %d runs (%.1f %%)", failed, runs, 100 * share());
    }
}
