package io.agentops.example;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The tool the agent calls: {@code GET /stock/<product>} answers the units in stock. It has bad days: the kettle is known at
 * the third question only, the cooker takes too long the first time, and the toaster is never known.
 */
final class StockService implements AutoCloseable {

    private static final Duration TOO_LONG = Duration.ofMinutes(1);

    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    StockService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/stock/", this::answer);
        server.start();
    }

    URI url(String product) {
        return URI.create("http://127.0.0.1:%d/stock/%s".formatted(server.getAddress().getPort(), product));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            int time = asked.merge(path, 1, Integer::sum);
            if (path.endsWith("cooker") && time == 1) {
                closed.await(TOO_LONG.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (path.endsWith("toaster") || (path.endsWith("kettle") && time < 3)) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            byte[] units = "7".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, units.length);
            exchange.getResponseBody().write(units);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
