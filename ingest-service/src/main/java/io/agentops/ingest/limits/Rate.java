package io.agentops.ingest.limits;

import java.util.OptionalLong;

/**
 * How many messages a project may send.
 *
 * @param perSecond in the long run
 * @param burst at once, after a pause; never less than what a process is given at a time
 */
record Rate(double perSecond, long burst) {

    private static final double BURST_SECONDS = 5;
    private static final double CHUNK_SECONDS = 0.1;
    /** Beyond these, tokens and times would not be told apart in the numbers that Redis counts with. */
    private static final double LEAST = 0.001;
    private static final long MOST = 1_000_000_000;

    Rate {
        burst = Math.max(burst, chunk(perSecond));
    }

    /**
     * As it is set.
     *
     * @param prefix of the settings' names
     * @throws IllegalArgumentException naming the setting that is out of its bounds
     */
    static Rate of(String prefix, double perSecond, OptionalLong burst) {
        if (!(perSecond >= LEAST && perSecond <= MOST)) {
            throw new IllegalArgumentException(prefix + ".rate must be between 0.001 and 1e9, was " + perSecond);
        }
        if (burst.isPresent() && (burst.getAsLong() < 1 || burst.getAsLong() > MOST)) {
            throw new IllegalArgumentException(
                    prefix + ".burst must be between 1 and 1e9, was " + burst.getAsLong());
        }
        return new Rate(perSecond, burst.orElse(Math.min(MOST, (long) Math.ceil(perSecond * BURST_SECONDS))));
    }

    /** What a process is given at a time: enough to ask Redis only some ten times a second. */
    long chunk() {
        return chunk(perSecond);
    }

    private static long chunk(double perSecond) {
        return (long) Math.ceil(perSecond * CHUNK_SECONDS);
    }
}
