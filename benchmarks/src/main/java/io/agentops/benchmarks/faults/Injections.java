package io.agentops.benchmarks.faults;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Injects faults while the load runs, and takes the time that the platform needs to get over each. */
final class Injections {

    private static final Duration RECOVERY = Duration.ofMinutes(5);
    private static final int MOST_MILLIS_BETWEEN = 4_000;
    private static final int ONE_IN_SO_MANY_COMES_IN_COMPANY = 4;

    private final Plan plan;
    private final Load load;
    private final Deck deck;
    private final Differences differences;
    private final Random random;
    private final Map<String, Entry> entries = new TreeMap<>();

    Injections(Plan plan, Cluster cluster, Load load, Differences differences) {
        this.plan = plan;
        this.load = load;
        this.deck = new Deck(plan, cluster);
        this.differences = differences;
        this.random = new Random(~plan.seed());
    }

    /**
     * What there is to say of a fault.
     *
     * @param longest the longest time from its end until fresh runs were taken and readable; zero where that was not waited for
     */
    record Entry(int count, Duration longest) {}

    Map<String, Entry> entries() {
        return entries;
    }

    /** Injects faults until the time of the plan is over; where it does not wait, at least one of each. */
    void run() {
        long end = System.nanoTime() + plan.load().toNanos();
        int dealt = 0;
        while (plan.waits() ? System.nanoTime() < end && differences.count() == 0 : dealt == 0 || deck.left() > 0) {
            List<Fault> faults = new ArrayList<>(List.of(deck.deal()));
            dealt++;
            if (plan.waits() && random.nextInt(ONE_IN_SO_MANY_COMES_IN_COMPANY) == 0) {
                faults.add(deck.deal());
            }
            around(faults);
            if (!plan.waits() && deck.left() == 0) {
                long rest = end - System.nanoTime();
                LockSupport.parkNanos(rest);
                return;
            }
            LockSupport
                    .parkNanos(Duration.ofMillis(random.nextInt(plan.waits() ? MOST_MILLIS_BETWEEN : 1_000)).toNanos());
        }
    }

    private void around(List<Fault> faults) {
        Duration recovered = Duration.ZERO;
        String names = String.join(" + ", faults.stream().map(Fault::name).toList());
        try {
            inject(faults);
            long healed = System.nanoTime();
            if (plan.waits()) {
                load.probe(RECOVERY);
                recovered = Duration.ofNanos(System.nanoTime() - healed);
                System.out.printf("%s %s: recovered after %.1f s%n", Instant.now(), names, recovered.toMillis() / 1e3);
            }
        } catch (IOException | RuntimeException e) {
            differences.add("%s: %s".formatted(names, e.getMessage()));
        }
        for (Fault fault : faults) {
            Entry one = new Entry(1, recovered);
            entries.merge(fault.name(), one, (older, newer) -> new Entry(older.count() + 1,
                    older.longest().compareTo(newer.longest()) > 0 ? older.longest() : newer.longest()));
        }
    }

    /** Each is healed, whatever becomes of the others. */
    private static void inject(List<Fault> faults) throws IOException {
        if (faults.isEmpty()) {
            return;
        }
        Fault fault = faults.get(0);
        try {
            fault.inject();
            LockSupport.parkNanos(fault.lasts().toNanos());
            inject(faults.subList(1, faults.size()));
        } finally {
            fault.heal();
        }
    }
}
