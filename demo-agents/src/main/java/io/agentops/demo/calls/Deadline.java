package io.agentops.demo.calls;

import java.time.Duration;

/** The moment by which all of a run's work is to be done. */
public final class Deadline {

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    public static Deadline after(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** What is left, at least nothing. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    boolean allows(Duration wait) {
        return wait.compareTo(left()) < 0;
    }
}
