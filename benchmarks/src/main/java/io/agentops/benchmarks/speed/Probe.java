package io.agentops.benchmarks.speed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

/** Sends a message now and then beside the load, and asks query-service for it until it is there. */
final class Probe implements Runnable {

    private static final long EVERY_MILLIS = 200;
    private static final long ASK_MILLIS = 5;

    /** A message that can be asked for. */
    interface Message {

        /** Sends the message of this number; returns when it is accepted. */
        void send(long number) throws IOException, InterruptedException;

        /** Where query-service shows it. */
        URI place(long number);
    }

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Histogram micros = new Histogram(3);
    private final Message message;
    private volatile boolean ended;

    Probe(Message message) {
        this.message = message;
    }

    @Override
    public void run() {
        try {
            for (long number = 0; !ended; number++) {
                message.send(number);
                long accepted = System.nanoTime();
                HttpRequest ask = HttpRequest.newBuilder(message.place(number)).build();
                while (client.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
                    TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
                }
                micros.recordValue((System.nanoTime() - accepted) / 1000);
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the last message become queryable, and tells how long all of them took from accepted to queryable, in microseconds. */
    Histogram end(Thread thread) throws InterruptedException {
        ended = true;
        thread.join();
        return micros;
    }
}
