package io.agentops.sdk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bounded queue between agents and the sender. Who offers never waits for room. The last tenth is kept for the ends of
 * runs: a run without one of its steps says less, a run without its end seems to run for ever.
 */
final class Outbox {

    static final int BATCH_REPORTS = 1_000;
    static final int BATCH_BYTES = 512 * 1024;

    private final int maxReports;
    private final long maxBytes;
    private final long flushNanos;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Report> reports = new ArrayDeque<>();
    private long bytes;
    private boolean closing;
    private long closeBy;

    Outbox(Settings settings, Counters counters) {
        this.maxReports = settings.queueReports();
        this.maxBytes = settings.queueBytes();
        this.flushNanos = settings.flushEvery().toNanos();
        this.counters = counters;
    }

    void offer(Report report) {
        int weight = report.weight();
        boolean late;
        lock.lock();
        try {
            late = closing;
            if (!late && fits(report, weight)) {
                reports.add(report);
                bytes += weight;
                counters.accepted();
                // Waking a thread costs more than all of the rest: only the first and the one that fills a batch do.
                if (reports.size() == 1 || reports.size() == BATCH_REPORTS) {
                    changed.signal();
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        counters.dropped(late ? DropReason.LATE : DropReason.QUEUE_FULL, 1);
    }

    private boolean fits(Report report, int weight) {
        boolean end = report instanceof Report.Ended;
        return reports.size() < (end ? maxReports : maxReports - maxReports / 10)
                && bytes + weight <= (end ? maxBytes : maxBytes - maxBytes / 10);
    }

    /** Waits for something to send, then a little for more. Empty only when closing and nothing is left. */
    List<Report> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (reports.isEmpty() && !closing) {
                changed.await();
            }
            long left = flushNanos;
            while (!closing && reports.size() < BATCH_REPORTS && left > 0) {
                left = changed.awaitNanos(left);
            }
            return poll();
        } finally {
            lock.unlock();
        }
    }

    private List<Report> poll() {
        List<Report> batch = new ArrayList<>(Math.min(reports.size(), BATCH_REPORTS));
        int batchBytes = 0;
        while (!reports.isEmpty() && batch.size() < BATCH_REPORTS && batchBytes < BATCH_BYTES) {
            Report report = reports.remove();
            batchBytes += report.weight();
            batch.add(report);
        }
        bytes -= batchBytes;
        return batch;
    }

    /** Takes nothing more, and lets the sender stop waiting for more. */
    void close(long closeByNanoTime) {
        lock.lock();
        try {
            closing = true;
            closeBy = closeByNanoTime;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what is left and says how many that were. */
    int discard() {
        lock.lock();
        try {
            int left = reports.size();
            reports.clear();
            bytes = 0;
            return left;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits before the next attempt. A wait of our own choice ends when closing begins; one the server asked for is kept.
     *
     * @param until when, by {@link System#nanoTime()}
     * @return false when the time to close does not suffice
     */
    boolean pause(long until, boolean asked) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean keep = asked || closing;
            while (true) {
                long now = System.nanoTime();
                boolean cut = closing && !keep;
                if (closing && (cut ? now : until) - closeBy >= 0) {
                    return false;
                }
                if (cut || until - now <= 0) {
                    return true;
                }
                changed.awaitNanos(until - now);
            }
        } finally {
            lock.unlock();
        }
    }
}
