package io.agentops.ingest.alerts;

import java.math.BigDecimal;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.agentops.contract.stats.LatencyBuckets;

/**
 * Sums over runs, calls or failures.
 *
 * @param total how many
 * @param failed how many of them failed; of failures, how many runs had some
 * @param latencies how many there are in each of {@link LatencyBuckets}
 * @param capped whether there were more than are counted
 */
record Figures(
        long total,
        long failed,
        double tokens,
        BigDecimal cost,
        NavigableMap<Integer, Long> latencies,
        boolean capped) {

    static final Figures NONE = new Figures(0, 0, 0, BigDecimal.ZERO, new TreeMap<>(), false);

    /** How many told a latency. */
    long timed() {
        return latencies.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Of how many the latency lies in a later bucket than this one. */
    long slowerThan(int bucket) {
        return latencies.tailMap(bucket, false).values().stream().mapToLong(Long::longValue).sum();
    }

    /** The bucket of the latency with this rank, as a share of all; there must be one. */
    int bucket(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * timed()));
        long before = 0;
        for (var bucket : latencies.entrySet()) {
            before += bucket.getValue();
            if (before >= rank) {
                return bucket.getKey();
            }
        }
        throw new IllegalStateException("No latency was told");
    }

    /** The latency with this rank, within 4.5 %, in milliseconds. */
    double quantile(double share) {
        int bucket = bucket(share);
        return Math.round((LatencyBuckets.from(bucket) + LatencyBuckets.to(bucket)) * 500) / 1000.0;
    }
}
