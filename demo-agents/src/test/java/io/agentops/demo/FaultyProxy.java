package io.agentops.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Stands before the tools as a sidecar does: passes calls on, or does to them what it was told. */
public final class FaultyProxy implements AutoCloseable {

    /** Does something to one call. */
    private interface Fault {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final URI target;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final CopyOnWriteArrayList<Map<String, String>> traces = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    public FaultyProxy(URI target) {
        this.target = target;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next calls are answered so. */
    public FaultyProxy then(int times, int status, String body, String... headers) {
        for (int i = 0; i < times; i++) {
            faults.add(exchange -> {
                for (int h = 0; h < headers.length; h += 2) {
                    exchange.getResponseHeaders().add(headers[h], headers[h + 1]);
                }
                answer(exchange, status, body);
            });
        }
        return this;
    }

    /** The next calls get no answer as long as this proxy is open. */
    public FaultyProxy thenSilence(int times) {
        for (int i = 0; i < times; i++) {
            faults.add(exchange -> closed.await(1, TimeUnit.MINUTES));
        }
        return this;
    }

    /** The trace headers that calls carried. */
    public CopyOnWriteArrayList<Map<String, String>> traces() {
        return traces;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean call = exchange.getRequestMethod().equals("POST");
            if (call) {
                traces.add(Map.of("traceparent",
                        String.valueOf(exchange.getRequestHeaders().getFirst("traceparent"))));
            }
            Fault fault = call ? faults.poll() : null;
            if (fault != null) {
                fault.to(exchange);
                return;
            }
            HttpRequest.Builder request = HttpRequest
                    .newBuilder(URI.create(target + exchange.getRequestURI().getPath()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            answer(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
