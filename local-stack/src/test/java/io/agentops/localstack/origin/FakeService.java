package io.agentops.localstack.origin;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** A small real server that says who it is; the header X-Fake asks for something special. */
final class FakeService implements AutoCloseable {

    static final byte[] GZIPPED = "not really gzip".getBytes(StandardCharsets.US_ASCII);

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<HttpServerResponse> stream = new CompletableFuture<>();
    private final CompletableFuture<Void> streamClosed = new CompletableFuture<>();
    private final String name;
    private volatile boolean ready = true;
    private HttpServer server;

    private FakeService(String name) {
        this.name = name;
    }

    static FakeService start(String name) {
        FakeService service = new FakeService(name);
        service.server = service.vertx.createHttpServer()
                .requestHandler(service::answer)
                .webSocketHandler(socket -> socket.textMessageHandler(
                        text -> socket.writeTextMessage(name + " heard " + text)))
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        return service;
    }

    int port() {
        return server.actualPort();
    }

    void ready(boolean isReady) {
        ready = isReady;
    }

    void emit(String event) {
        stream.join().write(event).toCompletionStage().toCompletableFuture().join();
    }

    CompletableFuture<Void> streamClosed() {
        return streamClosed;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        switch (request.path()) {
            case "/q/health/ready" -> response.setStatusCode(ready ? 200 : 503).end("{}");
            case "/openapi" -> response.end(new JsonObject()
                    .put("paths", new JsonObject().put("/" + name, new JsonObject())).encode());
            default -> answer(request, response, request.headers().get("X-Fake"));
        }
    }

    private void answer(HttpServerRequest request, HttpServerResponse response, String special) {
        switch (special == null ? "" : special) {
            case "sse" -> {
                response.setChunked(true).putHeader("Content-Type", "text/event-stream");
                response.closeHandler(closed -> streamClosed.complete(null));
                response.exceptionHandler(failure -> streamClosed.complete(null));
                response.write(": hello\n");
                stream.complete(response);
            }
            case "count", "count-without-100" -> {
                if (special.equals("count") && request.headers().contains("Expect")) {
                    response.writeContinue();
                }
                AtomicLong bytes = new AtomicLong();
                request.handler(part -> bytes.addAndGet(part.length()));
                request.endHandler(end -> response.end(bytes.toString()));
            }
            case "refuse" -> {
                response.setStatusCode(413).putHeader("Content-Type", "application/problem+json").end("{}");
                request.connection().close();
            }
            case "gzip" ->
                response.putHeader("Content-Encoding", "gzip").end(io.vertx.core.buffer.Buffer.buffer(GZIPPED));
            case "empty" -> response.setStatusCode(204).end();
            default -> response.end(name + " " + request.method() + " " + request.uri());
        }
    }
}
