package io.agentops.demo.tools;

import java.util.OptionalInt;
import java.util.function.LongSupplier;

/** A bucket of calls that fills at a steady rate. */
final class CallRate {

    private static final double NANOS = 1e9;

    private final int perSecond;
    private final int burst;
    private final LongSupplier nanoTime;
    private double left;
    private long filledAt;

    CallRate(int perSecond, int burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
        this.left = burst;
        this.filledAt = nanoTime.getAsLong();
    }

    /** Takes one call; where there is none left, the seconds until there will be. */
    synchronized OptionalInt take() {
        long now = nanoTime.getAsLong();
        left = Math.min(burst, left + (now - filledAt) / NANOS * perSecond);
        filledAt = now;
        if (left >= 1) {
            left--;
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) Math.ceil((1 - left) / perSecond));
    }
}
