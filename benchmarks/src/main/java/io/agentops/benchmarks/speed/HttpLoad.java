package io.agentops.benchmarks.speed;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;

/** Posts messages over a fixed number of connections, one after the other on each, as fast as they are answered or at a rate. */
public final class HttpLoad implements AutoCloseable {

    private static final long RETRY_MILLIS = 50;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client;
    private final int connections;

    /** Describes a load on a port of this machine. */
    public HttpLoad(int port, int connections) {
        this.connections = connections;
        client = vertx.createHttpClient(
                new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port).setKeepAlive(true),
                new PoolOptions().setHttp1MaxSize(connections));
    }

    /**
     * What is posted.
     *
     * @param body the message by its number
     * @param prefer the value of the header, or null
     */
    public record Post(String path, String type, String prefer, LongFunction<byte[]> body) {}

    /**
     * What came of a load.
     *
     * @param sent messages answered with 2xx, which are the first so many numbers
     * @param refused answers other than 2xx, after which the same message was sent again
     * @param micros from sending, or from when it was due, to the answer
     */
    public record Result(long sent, long refused, double seconds, Histogram micros) {

        public double perSecond() {
            return sent / seconds;
        }
    }

    /** Sends for so long; at the end all messages sent are answered. A rate of 0 is as fast as can be. */
    public Result run(Post post, double seconds, double rate) throws InterruptedException {
        Going going = new Going(post, System.nanoTime(), (long) (seconds * 1e9), rate);
        for (int i = 0; i < connections; i++) {
            going.next();
        }
        while (going.open.get() > 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return new Result(going.sent.sum(), going.refused.sum(), (going.last - going.start) / 1e9,
                going.micros.getIntervalHistogram());
    }

    private final class Going {
        private final Post post;
        private final long start;
        private final long length;
        private final double rate;
        private final AtomicLong numbers = new AtomicLong();
        private final AtomicLong open = new AtomicLong();
        private final LongAdder sent = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final Recorder micros = new Recorder(3);
        private volatile long last;

        Going(Post post, long start, long length, double rate) {
            this.post = post;
            this.start = start;
            this.length = length;
            this.rate = rate;
            last = start;
            open.set(connections);
        }

        void next() {
            long number = numbers.getAndIncrement();
            long due = rate == 0 ? System.nanoTime() : start + (long) (number / rate * 1e9);
            if (due - start >= length) {
                numbers.decrementAndGet();
                open.decrementAndGet();
                return;
            }
            byte[] body = post.body.apply(number);
            long wait = (due - System.nanoTime()) / 1_000_000;
            if (wait > 0) {
                vertx.setTimer(wait, timer -> send(body, due));
            } else {
                send(body, due);
            }
        }

        private void send(byte[] body, long due) {
            client.request(HttpMethod.POST, post.path)
                    .compose(request -> {
                        request.putHeader("Content-Type", post.type);
                        if (post.prefer != null) {
                            request.putHeader("Prefer", post.prefer);
                        }
                        return request.send(Buffer.buffer(body));
                    })
                    .compose(response -> response.body().map(answer -> response.statusCode()))
                    .onComplete(status -> {
                        if (status.succeeded() && status.result() / 100 == 2) {
                            last = System.nanoTime();
                            sent.increment();
                            micros.recordValue(Math.max(0, last - due) / 1000);
                            next();
                        } else {
                            refused.increment();
                            vertx.setTimer(RETRY_MILLIS, timer -> send(body, due));
                        }
                    });
        }
    }

    @Override
    public void close() {
        client.close();
        vertx.close();
    }
}
