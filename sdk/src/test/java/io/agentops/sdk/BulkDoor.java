package io.agentops.sdk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A real HTTP server that keeps what it is sent and answers as the platform's bulk door does, or as it is told to. */
final class BulkDoor implements AutoCloseable {

    /** @param lines the body, as it was before any compression */
    record Request(String method, String path, Headers headers, List<String> lines) {}

    /** Answers one request. */
    interface Reply {
        void to(HttpExchange exchange, Request request) throws IOException;
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    BulkDoor() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next request that has no reply yet is answered so; further ones are accepted. */
    void then(Reply reply) {
        replies.add(reply);
    }

    List<Request> requests() {
        return requests;
    }

    List<JsonNode> messages() {
        return requests.stream().flatMap(request -> request.lines().stream()).map(BulkDoor::json).toList();
    }

    /** All that was told about one run, merged as the platform does: a final status stays, children by id. */
    Map<String, Merged> merged() {
        Map<String, Merged> runs = new LinkedHashMap<>();
        messages().forEach(message -> runs
                .computeIfAbsent(message.get("run_id").asText(), id -> new Merged()).add(message));
        return runs;
    }

    static final class Merged {
        String status = "running";
        final Map<String, JsonNode> steps = new LinkedHashMap<>();
        final Map<String, JsonNode> failures = new LinkedHashMap<>();

        private void add(JsonNode message) {
            if (!message.get("status").asText().equals("running")) {
                status = message.get("status").asText();
            }
            message.get("steps").forEach(step -> steps.put(step.get("step_id").asText(), step));
            message.get("failures").forEach(failure -> failures.put(failure.get("failure_id").asText(), failure));
        }
    }

    static Reply status(int status, String... headers) {
        return (exchange, request) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    static Reply body(int status, String body) {
        return (exchange, request) -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    static void accept(HttpExchange exchange, Request request) throws IOException {
        String results = IntStream.rangeClosed(1, request.lines().size())
                .mapToObj(line -> "{\"line\":%d,\"run_id\":%s,\"status\":\"accepted\"}".formatted(line,
                        json(request.lines().get(line - 1)).get("run_id")))
                .collect(Collectors.joining(","));
        int lines = request.lines().size();
        body(200, "{\"stored\":0,\"accepted\":%d,\"rejected\":0,\"results\":[%s]}".formatted(lines, results))
                .to(exchange, request);
    }

    static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        Request request = new Request(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(), new String(body, StandardCharsets.UTF_8).lines().toList());
        requests.add(request);
        Reply reply = replies.poll();
        try (exchange) {
            Reply next = reply == null ? BulkDoor::accept : reply;
            next.to(exchange, request);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
