package io.agentops.contract.stats;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The buckets in which latencies are counted, those of the database function {@code latency_bounds}: an exponential histogram as
 * OpenTelemetry's metrics data model describes it, at scale 4, so that a bucket is 4.4 % wide.
 */
public final class LatencyBuckets {

    private static final double FIRST_MILLIS = 0.1;
    private static final int TO_A_DOUBLING = 16;
    private static final int LAST = 480;
    private static final int DECIMALS = 4;

    private static final double[] BOUNDS = IntStream.rangeClosed(0, LAST)
            .mapToDouble(i -> BigDecimal.valueOf(FIRST_MILLIS * Math.pow(2, i / (double) TO_A_DOUBLING))
                    .setScale(DECIMALS, RoundingMode.HALF_UP).doubleValue())
            .toArray();

    private LatencyBuckets() {}

    /** The bucket of a latency in milliseconds; what is negative counts as 0. */
    public static int of(double millis) {
        int place = Arrays.binarySearch(BOUNDS, Math.max(millis, 0));
        return place >= 0 ? place + 1 : -place - 1;
    }

    /** Where a bucket begins, in milliseconds. */
    public static double from(int bucket) {
        return bucket == 0 ? 0 : BOUNDS[bucket - 1];
    }

    /** Where a bucket ends, in milliseconds; the last one, of about 30 hours and more, where it begins. */
    public static double to(int bucket) {
        return BOUNDS[Math.min(bucket, LAST)];
    }
}
