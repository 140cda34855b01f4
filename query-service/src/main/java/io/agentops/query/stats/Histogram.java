package io.agentops.query.stats;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.agentops.contract.stats.LatencyBuckets;

/** Latencies, counted by bucket: histograms of any runs add up to that of all of them. */
public final class Histogram {

    private final NavigableMap<Integer, Long> counts = new TreeMap<>();
    private long total;

    /** Adds as many counts as buckets; a count may be negative, the sum of all of a bucket never is. */
    public void add(Integer[] buckets, Long[] inBuckets) {
        for (int i = 0; i < buckets.length; i++) {
            counts.merge(buckets[i], inBuckets[i], Long::sum);
            total += inBuckets[i];
        }
    }

    /** How many were counted. */
    public long total() {
        return total;
    }

    /** How many were counted in each bucket of {@link LatencyBuckets}, in their order. */
    public NavigableMap<Integer, Long> counts() {
        return Collections.unmodifiableNavigableMap(counts);
    }

    /** Its usual quantiles; null where nothing was counted. */
    public Latency latency() {
        return total <= 0 ? null : new Latency(quantile(0.5), quantile(0.9), quantile(0.95), quantile(0.99));
    }

    /**
     * The value below which a share of all lie, by the nearest rank, in milliseconds; 0 where nothing was counted. It is in the bucket
     * of the value with that rank, and so within 4.5 % of it, or within 0.1 ms.
     */
    public double quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long before = 0;
        for (Map.Entry<Integer, Long> bucket : counts.entrySet()) {
            long count = bucket.getValue();
            if (before + count >= rank) {
                double from = LatencyBuckets.from(bucket.getKey());
                double width = LatencyBuckets.to(bucket.getKey()) - from;
                return rounded(from + width * (rank - before - 0.5) / count);
            }
            before += count;
        }
        return 0;
    }

    private static double rounded(double millis) {
        return Math.round(millis * 1000) / 1000.0;
    }
}
