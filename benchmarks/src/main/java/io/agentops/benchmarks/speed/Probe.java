package io.agentops.benchmarks.speed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Sends messages beside the load, and asks query-service for each until it is there. They are sent by the clock, whether earlier ones
 * are there or not: a stall counts for every message that it keeps waiting.
 */
final class Probe implements AutoCloseable {

    private static final long EVERY_MILLIS = 100;
    private static final long ASK_MILLIS = 5;
    /** Asking must not become a load of its own where everything waits: a wait is told up to a fifth too long. */
    private static final long ASK_EACH_PART = 5;
    private static final int AT_ONCE = 100;

    /** A message that can be asked for. */
    interface Message {

        /** Sends the message of this number; returns when it is accepted. */
        void send(long number) throws IOException, InterruptedException;

        /** Where query-service shows it. */
        URI place(long number);
    }

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService askers = Executors.newFixedThreadPool(AT_ONCE);
    private final List<Future<?>> asked = new ArrayList<>();
    private final Histogram micros = new SynchronizedHistogram(3);
    private final Message message;
    private final Thread clock = new Thread(this::tick, "probe");
    private volatile boolean ended;

    Probe(Message message) {
        this.message = message;
        clock.start();
    }

    private void tick() {
        long next = System.nanoTime();
        for (long number = 0; !ended; number++) {
            long sent = number;
            asked.add(askers.submit(() -> {
                follow(sent);
                return null;
            }));
            next += TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
            sleep(next - System.nanoTime());
        }
    }

    private void follow(long number) throws IOException, InterruptedException {
        message.send(number);
        long accepted = System.nanoTime();
        HttpRequest ask = HttpRequest.newBuilder(message.place(number)).build();
        while (client.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
            long waited = System.nanoTime() - accepted;
            sleep(Math.max(TimeUnit.MILLISECONDS.toNanos(ASK_MILLIS), waited / ASK_EACH_PART));
        }
        micros.recordValue((System.nanoTime() - accepted) / 1000);
    }

    private static void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets all that was sent become queryable, and tells how long it took from accepted to queryable, in microseconds. */
    Histogram end() throws InterruptedException, ExecutionException {
        ended = true;
        clock.join();
        for (Future<?> each : asked) {
            each.get();
        }
        return micros;
    }

    @Override
    public void close() {
        ended = true;
        askers.shutdownNow();
    }
}
