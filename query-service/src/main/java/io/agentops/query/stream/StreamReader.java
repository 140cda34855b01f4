package io.agentops.query.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.quarkus.redis.datasource.stream.ReactiveStreamCommands;
import io.quarkus.redis.datasource.stream.StreamMessage;
import io.quarkus.redis.datasource.stream.XReadArgs;
import io.smallrye.mutiny.Uni;

/**
 * Follows any number of Redis streams, with one read at a time for all of them, and goes on by itself when Redis was away. Used
 * on one event loop, which is also where it calls its follower.
 */
public final class StreamReader {

    private static final int ENTRIES_A_READ = 100;
    /** How long beyond its block a read may take. */
    private static final Duration SLOWEST_READ = Duration.ofSeconds(2);
    private static final int MOST_DOUBLINGS = 3;

    private final ReactiveStreamCommands<String, String, String> streams;
    private final Duration block;
    private final Duration retry;
    private final Loop loop;
    private final Follower follower;
    private long roundsBegun;
    private boolean reading;
    private int failures;

    /** Whoever wants entries. */
    public interface Follower {

        /** The streams to be read and the newest entry known of each; none when there is nothing to follow for now. */
        Map<String, String> positions();

        /**
         * Takes what came after the positions last told.
         *
         * @param round how many reads were begun up to this one
         * @param entries of each stream in order; none when none came while the read waited
         */
        void read(long round, List<StreamMessage<String, String, String>> entries);

        /** Learns that a read failed, which is tried again. */
        default void failed(long round) {}

        /** Learns that Redis answers no more. */
        void away(Throwable failure);

        /** Learns that Redis answers again. */
        void back();
    }

    /**
     * Describes a reader.
     *
     * @param block how long one read waits for entries; a stream that is new is read after at most this long
     * @param retry until a read that failed is tried again; up to eight times that as it fails again
     */
    public StreamReader(ReactiveStreamCommands<String, String, String> streams, Duration block, Duration retry,
            Loop loop, Follower follower) {
        this.streams = streams;
        this.block = block;
        this.retry = retry;
        this.loop = loop;
        this.follower = follower;
    }

    /** How many reads were begun. */
    public long roundsBegun() {
        return roundsBegun;
    }

    /** Whether the last read failed. */
    public boolean isAway() {
        return failures > 0;
    }

    /** Begins to read, unless that is under way, or there is nothing to follow. */
    public void read() {
        if (reading) {
            return;
        }
        Map<String, String> positions = follower.positions();
        if (positions.isEmpty()) {
            return;
        }
        reading = true;
        long round = ++roundsBegun;
        Uni.createFrom()
                .deferred(() -> streams.xread(positions, new XReadArgs().block(block).count(ENTRIES_A_READ)))
                .ifNoItem().after(block.plus(SLOWEST_READ)).fail()
                .emitOn(loop)
                .subscribe().with(entries -> answered(round, entries), failure -> failed(round, failure));
    }

    private void answered(long round, List<StreamMessage<String, String, String>> entries) {
        boolean wasAway = isAway();
        failures = 0;
        try {
            if (wasAway) {
                follower.back();
            }
            follower.read(round, entries);
        } finally {
            reading = false;
            read();
        }
    }

    private void failed(long round, Throwable failure) {
        if (!isAway()) {
            follower.away(failure);
        }
        follower.failed(round);
        Duration wait = retry.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        loop.after(wait, () -> {
            reading = false;
            read();
        });
    }
}
