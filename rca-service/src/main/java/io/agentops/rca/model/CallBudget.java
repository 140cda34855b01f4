package io.agentops.rca.model;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Calls that may be made in any hour. Safe for use by many threads. */
final class CallBudget {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final LongSupplier nanos;
    /** When the last calls were made, in a ring: the next slot holds the earliest of them. */
    private final long[] made;
    private long count;

    CallBudget(int perHour, LongSupplier nanos) {
        this.made = new long[perHour];
        this.nanos = nanos;
    }

    /** Whether a call may be made now, which then counts as made. */
    synchronized boolean take() {
        int slot = (int) (count % made.length);
        long now = nanos.getAsLong();
        if (count >= made.length && now - made[slot] < HOUR) {
            return false;
        }
        made[slot] = now;
        count++;
        return true;
    }
}
