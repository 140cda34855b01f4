package io.agentops.sidecar.process;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** The wait before a restart: twice as long each time, up to a limit, and a fifth more or less, so that agents do not start in step. */
final class Backoff {

    private static final double JITTER = 0.2;
    private static final int MOST_DOUBLINGS = 30;

    private final ProcessSettings settings;
    private final DoubleSupplier random;
    private int restarts;

    /** @param random 0 to 1 */
    Backoff(ProcessSettings settings, DoubleSupplier random) {
        this.settings = settings;
        this.random = random;
    }

    /** @param ran how long the process ran that has just ended */
    Duration next(Duration ran) {
        if (ran.compareTo(settings.steadyAfter()) >= 0) {
            restarts = 0;
        }
        double doubled = settings.firstBackoff().toMillis() * Math.pow(2, Math.min(restarts++, MOST_DOUBLINGS));
        double bounded = Math.min(doubled, (double) settings.longestBackoff().toMillis());
        return Duration.ofMillis(Math.round(bounded * (1 - JITTER + 2 * JITTER * random.getAsDouble())));
    }
}
