package io.agentops.sidecar;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** An agent that speaks HTTP and knows nothing of the sidecar. */
public final class TestAgent implements AutoCloseable {

    public static final int PIECE = 64 << 10;

    public final AtomicLong written = new AtomicLong();
    public final AtomicLong read = new AtomicLong();
    public final AtomicInteger requests = new AtomicInteger();
    public volatile HttpServerRequest last;
    public volatile int healthStatus = 200;
    /** Completed, lets the second event of the stream go. */
    public final Promise<Void> secondEvent = Promise.promise();
    /** Completed, lets {@code /swallow} read. */
    public final Promise<Void> swallow = Promise.promise();

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    public TestAgent() throws Exception {
        server = vertx.createHttpServer().requestHandler(this::handle)
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if ("/health".equals(request.path())) {
            response.setStatusCode(healthStatus).end();
            return;
        }
        requests.incrementAndGet();
        last = request;
        switch (request.path()) {
            case "/echo" -> request.body().onSuccess(body -> response.putHeader("X-Agent", "yes").end(body));
            case "/documents" -> response.putHeader("Content-Type", "application/json").end(
                    "{\"results\":[{\"id\":1},{\"id\":2}],\"total\":2,\"took\":3}");
            case "/json" ->
                request.body().onSuccess(body -> response.putHeader("Content-Type", "application/json").end(body));
            case "/text" ->
                response.putHeader("Content-Type", "text/plain").putHeader("Content-Length", "12").end("hello, agent");
            case "/error" -> response.setStatusCode(503).putHeader("Content-Length", "4").end("down");
            case "/unchanged" -> response.setStatusCode(304).putHeader("ETag", "\"1\"").end();
            case "/big" -> stream(response.putHeader("Content-Length", request.getParam("bytes")),
                    Long.parseLong(request.getParam("bytes")));
            case "/swallow" -> swallow(request);
            case "/ws" -> echo(request);
            case "/events" -> {
                response.setChunked(true).putHeader("Content-Type", "text/event-stream").write("data: one\n\n");
                secondEvent.future().onSuccess(go -> response.end("data: two\n\n"));
            }
            case "/die" ->
                response.putHeader("Content-Length", "100").write("half").onSuccess(w -> request.connection().close());
            default -> response.setStatusCode(404).end();
        }
    }

    private void stream(HttpServerResponse response, long left) {
        long rest = left;
        while (rest > 0 && !response.writeQueueFull()) {
            int length = (int) Math.min(PIECE, rest);
            response.write(Buffer.buffer(new byte[length]));
            written.addAndGet(length);
            rest -= length;
        }
        long further = rest;
        if (rest == 0) {
            response.end();
        } else {
            response.drainHandler(drained -> stream(response, further));
        }
    }

    /** Goes over to another protocol by hand, since Quarkus turns the WebSockets of Vert.x off. */
    private static void echo(HttpServerRequest request) {
        request.response().setStatusCode(101).putHeader("Connection", "Upgrade")
                .putHeader("Upgrade", request.getHeader("Upgrade"))
                .putHeader("Sec-WebSocket-Accept", request.getHeader("Sec-WebSocket-Key"));
        request.toNetSocket().onSuccess(socket -> socket.handler(socket::write));
    }

    private void swallow(HttpServerRequest request) {
        request.pause();
        request.handler(piece -> read.addAndGet(piece.length()));
        request.endHandler(end -> request.response().end(Long.toString(read.get())));
        swallow.future().onSuccess(go -> request.resume());
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
