package io.agentops.benchmarks.faults;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each thing happened, by two names. */
final class Tally {

    private final Map<String, Map<String, LongAdder>> counts = new ConcurrentHashMap<>();

    void count(String name, String what) {
        counts.computeIfAbsent(name, key -> new ConcurrentHashMap<>())
                .computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    /** A copy in order. */
    Map<String, Map<String, Long>> counts() {
        Map<String, Map<String, Long>> copy = new TreeMap<>();
        counts.forEach((name, of) -> {
            Map<String, Long> sums = new TreeMap<>();
            of.forEach((what, count) -> sums.put(what, count.sum()));
            copy.put(name, sums);
        });
        return copy;
    }
}
