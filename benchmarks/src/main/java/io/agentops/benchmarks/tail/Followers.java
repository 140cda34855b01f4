package io.agentops.benchmarks.tail;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.parsetools.RecordParser;

/** Clients of {@code GET /v1/runs/stream}, each on a connection of its own. */
final class Followers {

    private static final byte[] RUN_ID = "\"run_id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTICE = "event: notice".getBytes(StandardCharsets.US_ASCII);

    private final HttpClient client;
    private final ToLongFunction<String> acceptedAt;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder events = new LongAdder();
    private final LongAdder notices = new LongAdder();
    private final Recorder micros = new Recorder(3);

    /**
     * Describes followers.
     *
     * @param acceptedAt when a run was accepted, by its id, on the clock of {@code System.nanoTime}; 0 for one of others
     */
    Followers(Vertx vertx, int port, int most, ToLongFunction<String> acceptedAt) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port),
                new PoolOptions().setHttp1MaxSize(most).setEventLoopSize(2));
        this.acceptedAt = acceptedAt;
    }

    void add() {
        RecordParser parser = RecordParser.newDelimited("\n\n", this::take);
        client.request(HttpMethod.GET, "/v1/runs/stream").compose(request -> request.send())
                .onSuccess(answer -> {
                    if (answer.statusCode() == 200) {
                        open.incrementAndGet();
                        answer.handler(parser).endHandler(end -> open.decrementAndGet())
                                .exceptionHandler(failure -> open.decrementAndGet());
                    }
                });
    }

    int open() {
        return open.get();
    }

    long events() {
        return events.sum();
    }

    long notices() {
        return notices.sum();
    }

    /** Microseconds from accepted to delivered since this was last asked, of all events of all clients. */
    Histogram micros() {
        return micros.getIntervalHistogram();
    }

    private void take(Buffer frame) {
        byte[] bytes = frame.getBytes();
        int id = indexOf(bytes, RUN_ID);
        if (id < 0) {
            if (indexOf(bytes, NOTICE) >= 0) {
                notices.increment();
            }
            return;
        }
        events.increment();
        int from = id + RUN_ID.length;
        int to = from;
        while (bytes[to] != '"') {
            to++;
        }
        long accepted = acceptedAt.applyAsLong(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        if (accepted != 0) {
            micros.recordValue(Math.max(0, System.nanoTime() - accepted) / 1000);
        }
    }

    private static int indexOf(byte[] in, byte[] wanted) {
        for (int at = 0; at <= in.length - wanted.length; at++) {
            int same = 0;
            while (same < wanted.length && in[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return at;
            }
        }
        return -1;
    }
}
