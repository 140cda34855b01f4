package io.agentops.sdk;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that sends: batch after batch, so that what is told about a run arrives in the order told. It ends when
 * the outbox is closed and empty, or when it is interrupted.
 */
final class Sender implements Runnable {

    /** More than an interrupted sender needs; never waited out unless the machine is starved. */
    private static final Duration GIVING_UP = Duration.ofSeconds(1);
    /** The server points at a part of what it refuses in a line; after so many parts the line goes without metadata. */
    private static final int MOST_MENDS = 20;

    private final Outbox outbox;
    private final RunJson json;
    private final BulkEndpoint endpoint;
    private final Counters counters;
    private final int attempts;
    private final long retryNanos;
    private final Thread thread;
    private final CountDownLatch done = new CountDownLatch(1);
    /** Until when the server asked to be left alone, by {@link System#nanoTime()}. */
    private long leaveAloneUntil = System.nanoTime();

    Sender(Settings settings, Outbox outbox, RunJson json, BulkEndpoint endpoint, Counters counters) {
        this.outbox = outbox;
        this.json = json;
        this.endpoint = endpoint;
        this.counters = counters;
        this.attempts = settings.attempts();
        this.retryNanos = settings.retryFor().toNanos();
        // Nothing of the thread that builds a tracer is inherited.
        this.thread = new Thread(null, this, "agentops-sdk-sender", 0, false);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Drains within a limit, then gives up. An interrupt of the caller is kept for later: this wait is bounded. */
    void close(Duration limit) {
        boolean interrupted = Thread.interrupted();
        long closeBy = System.nanoTime() + limit.toNanos();
        outbox.close(closeBy);
        interrupted |= awaitDone(closeBy);
        if (done.getCount() > 0) {
            thread.interrupt();
            interrupted |= awaitDone(System.nanoTime() + GIVING_UP.toNanos());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitDone(long until) {
        boolean interrupted = false;
        while (true) {
            try {
                done.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    @Override
    public void run() {
        try {
            List<Report> reports = outbox.take();
            while (!reports.isEmpty()) {
                deliver(reports);
                counters.tell();
                reports = outbox.take();
            }
        } catch (InterruptedException e) {
            // close() gave up; there is nobody left to tell.
        } finally {
            counters.dropped(DropReason.CLOSED, outbox.discard());
            counters.tell();
            endpoint.close();
            done.countDown();
        }
    }

    private void deliver(List<Report> reports) throws InterruptedException {
        int unsettled = reports.size();
        DropReason reason = DropReason.CLOSED;
        try {
            Batch rest = Batch.of(reports, json);
            long giveUpAt = System.nanoTime() + retryNanos;
            int attempt = 1;
            int mends = 0;
            boolean open = outbox.pause(leaveAloneUntil, true);
            while (open && !rest.isEmpty()) {
                Answer answer = endpoint.send(rest.ndjson());
                Batch.Outcome outcome = rest.after(answer);
                rest = settle(outcome);
                unsettled = rest.reports();
                if (rest.isEmpty()) {
                    return;
                }
                if (outcome.mended() && mends < MOST_MENDS) {
                    rest = ++mends < MOST_MENDS ? rest : settle(rest.withoutMetadata());
                    open = again(System.nanoTime(), false);
                    continue;
                }
                long now = System.nanoTime();
                long asked = asked(answer);
                leaveAloneUntil = now + asked;
                long wait = Math.max(asked, Backoff.nanosAfter(attempt, outbox.isClosing()));
                if (attempt == attempts || now + wait - giveUpAt > 0) {
                    reason = DropReason.UNDELIVERED;
                    return;
                }
                open = again(now + wait, asked > 0);
                attempt++;
            }
        } catch (RuntimeException e) {
            // A defect of ours, or of a client given to us, costs this batch and not the next ones.
            reason = DropReason.UNDELIVERED;
        } finally {
            counters.dropped(reason, unsettled);
        }
    }

    private boolean again(long at, boolean asked) throws InterruptedException {
        boolean open = outbox.pause(at, asked);
        if (open) {
            counters.retried();
        }
        return open;
    }

    private Batch settle(Batch.Outcome outcome) {
        counters.sent(outcome.taken());
        counters.dropped(DropReason.REFUSED, outcome.refused());
        counters.dropped(DropReason.INVALID, outcome.leftOut());
        return outcome.rest();
    }

    /** For how many nanoseconds the server asked to be left alone. */
    private static long asked(Answer answer) {
        return answer instanceof Answer.NotNow notNow && notNow.retryAfter() != null
                ? notNow.retryAfter().toNanos()
                : 0;
    }
}
