package io.agentops.sidecar.proxy;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.stats.LatencyBuckets;

/**
 * What requests of the last while took and how they ended, in slots of one second. Its size depends on the length of the while
 * alone.
 */
public final class TrafficWindow {

    private static final int BUCKETS = LatencyBuckets.of(Double.MAX_VALUE) + 1;
    private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_SLOTS = 300;

    private final LongSupplier nanos;
    private final Slot[] slots;
    private int inFlight;
    private long total;
    private long totalErrors;

    TrafficWindow(Duration length, LongSupplier nanos) {
        this.nanos = nanos;
        slots = new Slot[(int) Math.max(1, Math.min(MOST_SLOTS, length.toSeconds()))];
        Arrays.setAll(slots, i -> new Slot());
    }

    private static final class Slot {
        private final int[] latencies = new int[BUCKETS];
        private final Map<RequestError, Long> errors = new EnumMap<>(RequestError.class);
        private long second = Long.MIN_VALUE;
        private long requests;
        private long synthetic;

        void begin(long newSecond) {
            Arrays.fill(latencies, 0);
            errors.clear();
            second = newSecond;
            requests = 0;
            synthetic = 0;
        }
    }

    synchronized void begin() {
        inFlight++;
    }

    /** @param error null when it went well */
    synchronized void end(double millis, RequestError error, boolean isSynthetic) {
        inFlight--;
        count(millis, error, isSynthetic);
    }

    synchronized void count(double millis, RequestError error, boolean isSynthetic) {
        long second = Math.floorDiv(nanos.getAsLong(), SLOT_NANOS);
        Slot slot = slots[Math.floorMod(second, slots.length)];
        if (slot.second != second) {
            slot.begin(second);
        }
        slot.requests++;
        slot.synthetic += isSynthetic ? 1 : 0;
        slot.latencies[LatencyBuckets.of(millis)]++;
        total++;
        if (error != null) {
            slot.errors.merge(error, 1L, Long::sum);
            totalErrors++;
        }
    }

    public synchronized int inFlight() {
        return inFlight;
    }

    /** Requests since the start. */
    public synchronized long total() {
        return total;
    }

    /** Of {@link #total}, those that went wrong. */
    public synchronized long totalErrors() {
        return totalErrors;
    }

    public synchronized Heartbeat.Traffic figures() {
        long oldest = Math.floorDiv(nanos.getAsLong(), SLOT_NANOS) - slots.length;
        long requests = 0;
        long synthetic = 0;
        int[] latencies = new int[BUCKETS];
        Map<RequestError, Long> errors = new EnumMap<>(RequestError.class);
        for (Slot slot : slots) {
            if (slot.second > oldest) {
                requests += slot.requests;
                synthetic += slot.synthetic;
                Arrays.setAll(latencies, i -> latencies[i] + slot.latencies[i]);
                slot.errors.forEach((error, count) -> errors.merge(error, count, Long::sum));
            }
        }
        return new Heartbeat.Traffic(TimeUnit.SECONDS.toMillis(slots.length), requests, synthetic, inFlight,
                percentile(latencies, requests, 0.5), percentile(latencies, requests, 0.95),
                percentile(latencies, requests, 0.99), byName(errors));
    }

    private static Double percentile(int[] latencies, long requests, double share) {
        if (requests == 0) {
            return null;
        }
        long place = (long) Math.ceil(requests * share);
        int bucket = 0;
        for (long seen = latencies[0]; seen < place; seen += latencies[bucket]) {
            bucket++;
        }
        return Math.round((LatencyBuckets.from(bucket) + LatencyBuckets.to(bucket)) / 2 * 100) / 100.0;
    }

    private static Map<String, Long> byName(Map<RequestError, Long> errors) {
        Map<String, Long> named = new LinkedHashMap<>();
        errors.forEach((error, count) -> named.put(error.wireName(), count));
        return named;
    }
}
