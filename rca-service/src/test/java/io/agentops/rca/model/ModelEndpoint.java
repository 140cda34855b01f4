package io.agentops.rca.model;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** An endpoint on loopback that speaks as OpenAI's does, until it is told to behave otherwise. */
public final class ModelEndpoint implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger ended = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile Behaviour behaviour = answering("{\"summary\": [], \"hypotheses\": []}");

    /** What was asked. */
    public record Request(String target, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.containsKey(name) ? headers.get(name).get(0) : null;
        }
    }

    /** How a request is met. */
    @FunctionalInterface
    public interface Behaviour {
        void meet(HttpExchange exchange) throws IOException;
    }

    public ModelEndpoint() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(
                    new Request(exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()), body));
            try (exchange) {
                behaviour.meet(exchange);
            } finally {
                ended.incrementAndGet();
            }
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Request> requests() {
        return requests;
    }

    /** How many requests are answered, or broken off. */
    int ended() {
        return ended.get();
    }

    public void behave(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /** A completion whose message says this. */
    public static Behaviour answering(String content) {
        try {
            return status(200,
                    JSON.writeValueAsString(Map.of("id", "c-1", "object", "chat.completion", "created", 1, "model", "m",
                            "choices", List.of(Map.of("index", 0, "finish_reason", "stop",
                                    "message", Map.of("role", "assistant", "content", content))))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Behaviour status(int status, String body) {
        return exchange -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    static Behaviour redirectingTo(String elsewhere) {
        return exchange -> {
            exchange.getResponseHeaders().add("Location", elsewhere);
            exchange.sendResponseHeaders(307, -1);
        };
    }

    /** Never answers. */
    Behaviour stalling() {
        return exchange -> waitFor(60_000);
    }

    /** Sends a blank every 20 ms for ever. */
    Behaviour dripping() {
        return endless(1, 20);
    }

    /** Sends as much as is taken. */
    Behaviour flooding() {
        return endless(65_536, 0);
    }

    private Behaviour endless(int size, long everyMillis) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            var piece = " ".repeat(size).getBytes(StandardCharsets.UTF_8);
            while (!waitFor(everyMillis)) {
                body.write(piece);
                body.flush();
            }
        };
    }

    private boolean waitFor(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
