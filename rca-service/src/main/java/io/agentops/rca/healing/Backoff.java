package io.agentops.rca.healing;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** The wait after a restart: twice as long each time, up to a limit, and a fifth more or less, so that agents do not start in step. */
final class Backoff {

    private static final double JITTER = 0.2;
    private static final int MOST_DOUBLINGS = 30;

    private final Duration first;
    private final Duration longest;
    private final DoubleSupplier random;

    /** @param random 0 to 1 */
    Backoff(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /** @param step how many restarts there were before this one */
    Duration after(int step) {
        double doubled = first.toMillis() * Math.pow(2, Math.min(step, MOST_DOUBLINGS));
        double bounded = Math.min(doubled, (double) longest.toMillis());
        return Duration.ofMillis(Math.round(bounded * (1 - JITTER + 2 * JITTER * random.getAsDouble())));
    }
}
