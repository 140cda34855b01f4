package io.agentops.demo.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.JsonNode;

/** Sends JSON to servers, each request within a time that covers the whole answer. */
public final class JsonClient implements AutoCloseable {

    /** What a server answered; {@code retryAfter} only where it named seconds. */
    public record Answer(int status, String body, Optional<Duration> retryAfter) {}

    private static final int THREADS = 4;
    private static final int MOST_BYTES = 1024 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final long LONGEST_RETRY_AFTER = 300;

    private final ThreadPoolExecutor threads;
    private final HttpClient http;

    public JsonClient() {
        threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(null, task, "demo-client", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).executor(threads)
                .build();
    }

    /**
     * Posts a body.
     *
     * @throws TimeoutException when the answer is not complete in time
     * @throws IOException when there is no server, or it hung up
     */
    public Answer post(URI url, JsonNode body, Map<String, String> headers, Duration within)
            throws IOException, TimeoutException, InterruptedException {
        return send(request(url, headers).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())), within);
    }

    /** Asks for a page, as {@link #post} does. */
    public Answer get(URI url, Duration within) throws IOException, TimeoutException, InterruptedException {
        return send(request(url, Map.of()).GET(), within);
    }

    private static HttpRequest.Builder request(URI url, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).header("Accept", "application/json");
        headers.forEach(request::setHeader);
        return request;
    }

    private Answer send(HttpRequest.Builder request, Duration within)
            throws IOException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<String>> sent = http.sendAsync(request.build(),
                head -> new BoundedText(MOST_BYTES));
        try {
            HttpResponse<String> response = sent.get(within.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body(), retryAfter(response));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof java.net.http.HttpTimeoutException timeout) {
                TimeoutException late = new TimeoutException(timeout.getMessage());
                late.initCause(timeout);
                throw late;
            }
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            sent.cancel(true);
        }
    }

    private static Optional<Duration> retryAfter(HttpResponse<String> response) {
        return response.headers().firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,9}"))
                .map(value -> Duration.ofSeconds(Math.min(Long.parseLong(value), LONGEST_RETRY_AFTER)));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
