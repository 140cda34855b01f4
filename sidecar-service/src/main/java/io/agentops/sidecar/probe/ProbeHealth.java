package io.agentops.sidecar.probe;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What probes say together: it takes several in a row to change it, and after a start nothing is said until the first answer or
 * the end of the grace.
 */
final class ProbeHealth {

    /** What is known. */
    enum State {
        WARMING,
        HEALTHY,
        UNHEALTHY
    }

    private final int failuresNeeded;
    private final int successesNeeded;
    private final Duration grace;
    private final LongSupplier nanos;
    private State state = State.WARMING;
    private int failures;
    private int successes;
    private long warmingSince;

    ProbeHealth(int failuresNeeded, int successesNeeded, Duration grace, LongSupplier nanos) {
        this.failuresNeeded = failuresNeeded;
        this.successesNeeded = successesNeeded;
        this.grace = grace;
        this.nanos = nanos;
        this.warmingSince = nanos.getAsLong();
    }

    /** The agent was started just now. */
    synchronized void restart() {
        state = State.WARMING;
        failures = 0;
        successes = 0;
        warmingSince = nanos.getAsLong();
    }

    synchronized void succeeded() {
        failures = 0;
        successes++;
        // The first answer after a start is news enough.
        if (state == State.WARMING || successes >= successesNeeded) {
            state = State.HEALTHY;
        }
    }

    synchronized void failed() {
        successes = 0;
        failures++;
        boolean graceOver = nanos.getAsLong() - warmingSince >= grace.toNanos();
        if (failures >= failuresNeeded && (state != State.WARMING || graceOver)) {
            state = State.UNHEALTHY;
        }
    }

    synchronized State state() {
        return state;
    }

    synchronized int failures() {
        return failures;
    }
}
