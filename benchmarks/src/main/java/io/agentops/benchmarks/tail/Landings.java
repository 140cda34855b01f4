package io.agentops.benchmarks.tail;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;

/** Runs that are sent at a rate, and when each was accepted. */
final class Landings {

    private static final int CONNECTIONS = 32;
    private static final long TICK_MILLIS = 10;

    private final Map<String, Long> acceptedAt = new ConcurrentHashMap<>();
    private final LongAdder accepted = new LongAdder();
    private final String batch = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final Vertx vertx;
    private final HttpClient client;
    private long sent;

    Landings(Vertx vertx, int port) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    /** Sends so many runs a second; returns what ends that. */
    Runnable start(double rate) {
        long begin = System.nanoTime();
        long before = sent;
        long timer = vertx.setPeriodic(TICK_MILLIS, tick -> {
            long due = before + (long) ((System.nanoTime() - begin) / 1e9 * rate);
            while (sent < due) {
                send("tail-" + batch + "-" + sent++);
            }
        });
        return () -> vertx.cancelTimer(timer);
    }

    /** When a run was accepted; 0 while it is not, and for runs of others. */
    long acceptedAt(String runId) {
        return acceptedAt.getOrDefault(runId, 0L);
    }

    long accepted() {
        return accepted.sum();
    }

    private void send(String runId) {
        Instant start = Instant.now();
        String run = """
                {"run_id":"%s","agent_name":"order-agent","agent_version":"2.4.1","environment":"prod","status":"success",\
                "started_at":"%s","ended_at":"%s","steps":[{"step_id":"s1","name":"plan","status":"success"}]}"""
                .formatted(runId, start, start.plusMillis(800));
        client.request(HttpMethod.POST, "/agent-runs")
                .compose(request -> request.putHeader("Content-Type", "application/json")
                        .putHeader("Prefer", "respond-async").send(Buffer.buffer(run)))
                .compose(answer -> answer.body().map(body -> answer.statusCode()))
                .onSuccess(status -> {
                    if (status / 100 == 2) {
                        accepted.increment();
                        acceptedAt.put(runId, System.nanoTime());
                    }
                });
    }
}
