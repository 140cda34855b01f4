package io.agentops.sdk;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait between attempts: twice as long each time, and of that between half and all, by chance. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    /** Somebody waits for the tracer to close. */
    private static final Duration LONGEST_WHEN_CLOSING = Duration.ofMillis(500);

    private Backoff() {}

    /** Nanoseconds to wait after the given number of failed attempts, from 1. */
    static long nanosAfter(int attempts, boolean closing) {
        int doublings = Math.min(attempts - 1, 16);
        long longest = (closing ? LONGEST_WHEN_CLOSING : LONGEST).toNanos();
        long full = Math.min(FIRST.toNanos() << doublings, longest);
        return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
    }
}
