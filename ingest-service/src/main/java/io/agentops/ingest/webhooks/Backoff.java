package io.agentops.ingest.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a notification is tried again: after 10 s, then three times as long each time, up to a quarter of an hour, for a day. No
 * longer, since those after it wait for it.
 */
final class Backoff {

    private static final Duration LONGEST_LIFE = Duration.ofHours(24);

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(15);
    private static final Duration MOST_ASKED = Duration.ofHours(4);
    private static final int FACTOR = 3;
    private static final double JITTER = 0.2;

    private Backoff() {}

    /**
     * The time of the next attempt, or none after the last.
     *
     * @param attempts how many there were
     * @param created when the notification was written
     */
    static Optional<Instant> next(Outcome outcome, int attempts, Instant created, Instant now, RandomGenerator random) {
        if (outcome.isFinal()) {
            return Optional.empty();
        }
        Duration wait = FIRST;
        for (int i = 1; i < attempts && wait.compareTo(MOST) < 0; i++) {
            wait = wait.multipliedBy(FACTOR);
        }
        wait = wait.compareTo(MOST) > 0 ? MOST : wait;
        wait = Duration.ofMillis((long) (wait.toMillis() * random.nextDouble(1 - JITTER, 1 + JITTER)));
        if (outcome.retryAfter() != null && outcome.retryAfter().compareTo(wait) > 0) {
            wait = outcome.retryAfter().compareTo(MOST_ASKED) > 0 ? MOST_ASKED : outcome.retryAfter();
        }
        Instant next = now.plus(wait);
        return next.isAfter(created.plus(LONGEST_LIFE)) ? Optional.empty() : Optional.of(next);
    }
}
