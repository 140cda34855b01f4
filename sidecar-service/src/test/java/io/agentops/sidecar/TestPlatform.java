package io.agentops.sidecar;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.Heartbeat;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/** A platform that remembers heartbeats and wants what it is told to; it can die and come back on its port. */
public final class TestPlatform implements AutoCloseable {

    public final List<Heartbeat> beats = new CopyOnWriteArrayList<>();
    public volatile DesiredConfig wanted = Rig.wanting();
    public volatile String authorization;
    public volatile int refusal;
    /** By {@link System#nanoTime()}. */
    public final List<Long> refusedAt = new CopyOnWriteArrayList<>();

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private int port;

    public TestPlatform() throws Exception {
        start();
    }

    public void start() throws Exception {
        server = vertx.createHttpServer().requestHandler(this::handle).listen(port, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().get(10, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    /** Dies, with all connections. */
    public void die() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Heartbeat newest() {
        return beats.isEmpty() ? null : beats.get(beats.size() - 1);
    }

    private void handle(HttpServerRequest request) {
        authorization = request.getHeader("Authorization");
        if (refusal != 0) {
            refusedAt.add(System.nanoTime());
            request.response().setStatusCode(refusal).putHeader("Retry-After", "1").end();
            return;
        }
        request.body().onSuccess(body -> {
            try {
                beats.add(Wire.JSON.readValue(body.getBytes(), Heartbeat.class));
                request.response().end(Wire.JSON.writeValueAsString(wanted));
            } catch (java.io.IOException e) {
                request.response().setStatusCode(400).end();
            }
        });
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
