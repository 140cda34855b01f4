package io.agentops.benchmarks.sidecar;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;

/** Asks on both ways in turn, at a rate: a request is due when it is due, whatever became of those before. */
final class Callers implements AutoCloseable {

    private static final long START_SECONDS = 60;
    private static final double NANOS = 1e9;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client = vertx.createHttpClient();
    private final int straightPort;
    private final int throughPort;
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    Callers(int straightPort, int throughPort) {
        this.straightPort = straightPort;
        this.throughPort = throughPort;
    }

    /** From when a request was sent to the end of its answer, in microseconds. */
    record Times(
            Histogram straight,
            Histogram through) {}

    /** Waits until the sidecar listens. */
    void awaitOpen() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!listens()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the sidecar does not start");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), throughPort), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    Times run(int rate, int seconds) throws InterruptedException {
        Recorder straight = new Recorder(3);
        Recorder through = new Recorder(3);
        long start = System.nanoTime();
        long all = 2L * rate * seconds;
        for (long number = 0; number < all; number++) {
            long due = start + (long) (number * NANOS / (2.0 * rate));
            long wait = due - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            send(number % 2 == 0 ? straightPort : throughPort, number % 2 == 0 ? straight : through);
        }
        while (open.get() > 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(failed.get() + " requests failed");
        }
        return new Times(straight.getIntervalHistogram(), through.getIntervalHistogram());
    }

    private void send(int port, Recorder micros) {
        open.incrementAndGet();
        vertx.runOnContext(now -> {
            long start = System.nanoTime();
            client.request(HttpMethod.GET, port, "127.0.0.1", "/").compose(request -> request.send())
                    .compose(answer -> answer.body())
                    .onSuccess(body -> micros.recordValue((System.nanoTime() - start) / 1000))
                    .onFailure(cause -> failed.incrementAndGet()).onComplete(done -> open.decrementAndGet());
        });
    }

    @Override
    public void close() {
        client.close();
        vertx.close();
    }
}
