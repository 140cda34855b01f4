package io.agentops.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/**
 * The runs that one kind of client sends, each message until it is acknowledged, and the journal of that: the numbers of
 * the runs begun, without those that nobody acknowledged to the end.
 */
final class Lane {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final String door;
    private final String unit;
    private final Samples samples;
    private final Sender sender;
    private final int batch;
    private final AtomicLong next = new AtomicLong();
    private final Set<Long> open = ConcurrentHashMap.newKeySet();
    private final LongAdder attempted = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();

    /**
     * A lane through a door.
     *
     * @param door as the ledger names it
     * @param unit as the ledger names it
     * @param batch how many runs are sent at once
     */
    Lane(String door, String unit, Samples samples, Sender sender, int batch) {
        this.door = door;
        this.unit = unit;
        this.samples = samples;
        this.sender = sender;
        this.batch = batch;
    }

    String door() {
        return door;
    }

    String unit() {
        return unit;
    }

    int batch() {
        return batch;
    }

    /** Units of the ledger that were sent, once for each time. */
    long attempted() {
        return attempted.sum();
    }

    /** Units of the ledger that were acknowledged. */
    long acknowledged() {
        return acknowledged.sum();
    }

    /** How many runs were begun. */
    long begun() {
        return next.get();
    }

    /** The numbers of the runs that were not acknowledged to the end. */
    Set<Long> open() {
        return Set.copyOf(open);
    }

    Sample sample(long number) {
        return samples.sample(number);
    }

    /**
     * Sends the next runs.
     *
     * @param givesUp whether to leave what is not acknowledged yet
     * @return their ids, in the order of their numbers
     */
    List<String> send(BooleanSupplier givesUp) {
        long first = next.getAndAdd(batch);
        LongStream numbers = LongStream.range(first, first + batch);
        numbers.forEach(open::add);
        List<String> ids = new ArrayList<>();
        List<Sample.Message> left = new ArrayList<>();
        for (long number = first; number < first + batch; number++) {
            Sample sample = samples.sample(number);
            ids.add(sample.runId());
            left.addAll(sample.messages());
        }
        Duration pause = FIRST_PAUSE;
        while (!left.isEmpty() && !givesUp.getAsBoolean()) {
            long before = units(left);
            attempted.add(before);
            left = sender.attempt(left);
            acknowledged.add(before - units(left));
            if (!left.isEmpty()) {
                LockSupport.parkNanos(pause.toNanos());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
        if (left.isEmpty()) {
            LongStream.range(first, first + batch).forEach(open::remove);
        }
        return ids;
    }

    void close() {
        sender.close();
    }

    private static long units(List<Sample.Message> messages) {
        return messages.stream().mapToLong(Sample.Message::units).sum();
    }
}
