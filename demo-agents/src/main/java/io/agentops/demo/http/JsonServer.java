package io.agentops.demo.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Serves JSON on one port with few threads; what is beyond them and a short queue is hung up on. */
public final class JsonServer implements AutoCloseable {

    /** Answers requests of one route; a {@link HttpProblem} is an answer too. */
    @FunctionalInterface
    public interface Route {
        Reply answer(Request request) throws InterruptedException;
    }

    private static final Logger LOG = System.getLogger(JsonServer.class.getName());
    private static final int THREADS = 8;
    private static final int QUEUE = 64;
    private static final int MOST_BYTES = 64 * 1024;
    private static final int DRAIN_SECONDS = 2;

    private final Map<String, Route> routes;
    private final ThreadPoolExecutor threads;
    private final HttpServer server;
    private final String host;

    /**
     * Starts to serve.
     *
     * @param port 0 for any that is free
     * @param routes by method and path, e.g. {@code POST /chat}; a path that ends with {@code *} stands for all it begins
     */
    public JsonServer(String name, String host, int port, Map<String, Route> routes) {
        this.routes = Map.copyOf(routes);
        this.host = host;
        threads = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE),
                task -> new Thread(null, task, name, 0, false));
        threads.allowCoreThreadTimeOut(true);
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot listen on port " + port + ": " + e.getMessage(), e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Where clients on this machine find it. */
    public URI url() {
        return URI.create("http://" + host + ":" + port());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try {
            Route route = route(exchange.getRequestMethod(), path);
            return route.answer(new Request(path,
                    name -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)), body(exchange)));
        } catch (HttpProblem problem) {
            return problem.reply();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HttpProblem.of(503, "The server is stopping.").reply();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A request failed", e);
            return HttpProblem.of(500, "The request could not be answered.").reply();
        }
    }

    private Route route(String method, String path) {
        Route exact = routes.get(method + " " + path);
        if (exact != null) {
            return exact;
        }
        String asked = method + " " + path;
        return routes.entrySet().stream()
                .filter(route -> route.getKey().endsWith("*")
                        && asked.startsWith(route.getKey().substring(0, route.getKey().length() - 1)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> HttpProblem.of(404, "There is nothing at " + asked + "."));
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw HttpProblem.of(413, "The body is larger than " + MOST_BYTES + " bytes.");
        }
        if (bytes.length == 0) {
            return Json.object();
        }
        try {
            JsonNode body = Json.read(new String(bytes, StandardCharsets.UTF_8));
            if (body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw HttpProblem.of(400, "The body is not well-formed JSON.");
        }
        throw HttpProblem.of(422, "The body must be a JSON object.");
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.body().toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type",
                reply.status() < 400 ? "application/json" : "application/problem+json");
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Lets requests under way finish, within bounds, and ends. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        server.stop(0);
    }
}
