package io.agentops.benchmarks.faults;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits, within bounds, until something is so. */
final class Waiting {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private Waiting() {}

    /**
     * Asks until the answer is yes.
     *
     * @param question anything it throws counts as "not yet"
     * @throws IllegalStateException when the time is over
     */
    static void until(String what, Duration most, Callable<Boolean> question) {
        long end = System.nanoTime() + most.toNanos();
        Exception last = null;
        do {
            try {
                if (question.call()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        } while (System.nanoTime() < end && !Thread.currentThread().isInterrupted());
        throw new IllegalStateException("Waited %d s in vain for %s".formatted(most.toSeconds(), what), last);
    }
}
