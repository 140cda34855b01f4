package io.agentops.ingest.limits;

import java.time.Duration;
import java.util.Optional;

import io.agentops.ingest.limits.WriterLag.Progress;

/** How long ago it was that writers had all there was; times are those of {@link System#nanoTime()}. One thread measures. */
final class Delay {

    private Progress awaited;
    private long awaitedSince;
    private volatile Long complete;

    /** Takes a measurement that was begun at a time. */
    void measured(Progress progress, long at) {
        boolean reached = awaited != null && progress.hasAllOf(awaited);
        if (progress.waiting() == 0) {
            complete = at;
        } else if (reached) {
            complete = awaitedSince;
        }
        if (awaited == null || reached) {
            awaited = progress;
            awaitedSince = at;
        }
    }

    /** How long ago that is; empty while it is not known. */
    Optional<Duration> since(long now) {
        return Optional.ofNullable(complete).map(last -> Duration.ofNanos(now - last));
    }

    /** Whether that is longer ago, or not known. */
    boolean isLonger(Duration most, long now) {
        Long last = complete;
        return last == null || now - last > most.toNanos();
    }
}
