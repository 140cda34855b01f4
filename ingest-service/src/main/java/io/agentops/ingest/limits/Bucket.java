package io.agentops.ingest.limits;

/** A token bucket: what this process may let pass by itself. Times are those of {@link System#nanoTime}. Not for many threads. */
final class Bucket {

    private static final double NANOS = 1e9;

    private final Rate rate;
    private double tokens;
    private long at;

    /** A full one. */
    Bucket(Rate rate, long now) {
        this.rate = rate;
        this.tokens = rate.burst();
        this.at = now;
    }

    /**
     * Takes so many tokens where there is one at least: what is too large for the bucket passes, too, and the next wait for it.
     *
     * @return 0 if they were taken, else the nanoseconds until there is a token
     */
    long take(long wanted, long now) {
        refill(now);
        if (tokens < 1) {
            return (long) Math.ceil((1 - tokens) / rate.perSecond() * NANOS);
        }
        tokens -= wanted;
        return 0;
    }

    /** Takes tokens whether there are any or not. */
    void charge(long wanted, long now) {
        refill(now);
        tokens -= wanted;
    }

    private void refill(long now) {
        tokens = Math.min((double) rate.burst(), tokens + Math.max(0, now - at) * rate.perSecond() / NANOS);
        at = now;
    }
}
