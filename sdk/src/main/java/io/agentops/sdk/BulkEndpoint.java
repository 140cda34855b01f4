package io.agentops.sdk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/** The platform's door for many runs at once, {@code POST /v1/runs/bulk}. Used by the sender's thread alone. */
final class BulkEndpoint {

    private static final int GZIP_FROM = 1_024;
    private static final int MOST_ANSWER_BYTES = 2 * 1024 * 1024;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    private static final int CLIENT_THREADS = 2;

    private final Duration timeout;
    private final Answers answers;
    private final HttpRequest.Builder request;
    /** Null when the client is the agent's, who also ends it. */
    private final ThreadPoolExecutor ownThreads;
    private HttpClient client;

    BulkEndpoint(Settings settings, Answers answers) {
        this.answers = answers;
        this.timeout = settings.requestTimeout();
        this.request = request(settings);
        if (settings.httpClient() == null) {
            ownThreads = threads();
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT)
                    .executor(ownThreads)
                    .build();
        } else {
            ownThreads = null;
            client = settings.httpClient();
        }
    }

    private static HttpRequest.Builder request(Settings settings) {
        String base = settings.apiUrl().toString();
        String slash = base.endsWith("/") ? "" : "/";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + slash + "v1/runs/bulk"))
                .timeout(settings.requestTimeout())
                .header("Content-Type", "application/x-ndjson")
                .header("Accept", "application/json")
                .header("Prefer", "respond-async");
        if (settings.apiKey() != null) {
            request.header("Authorization", "Bearer " + settings.apiKey());
        }
        if (settings.ingestSecret() != null) {
            request.header("X-Ingest-Secret", settings.ingestSecret());
        }
        return request;
    }

    private static ThreadPoolExecutor threads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(CLIENT_THREADS, CLIENT_THREADS, 10, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "agentops-sdk-http-" + number.incrementAndGet(), 0, false);
                    thread.setDaemon(true);
                    return thread;
                }, new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Sends and waits for the whole answer, at most for the request's timeout. */
    Answer send(byte[] ndjson) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(post(ndjson),
                head -> new BoundedBody(MOST_ANSWER_BYTES));
        try {
            // The client's own timeout ends with the head of the answer; a body may never end.
            return answers.of(exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return new Answer.NotNow(null);
        } finally {
            exchange.cancel(true);
        }
    }

    private HttpRequest post(byte[] ndjson) {
        HttpRequest.Builder post = request.copy();
        if (ndjson.length <= GZIP_FROM) {
            return post.POST(HttpRequest.BodyPublishers.ofByteArray(ndjson)).build();
        }
        return post.header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(gzip(ndjson))).build();
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Ends the threads of a client of our own. Clients can be closed from Java 21 on; an older one ends its selector's
     * thread when it is collected, so it is let go.
     */
    void close() {
        if (ownThreads == null) {
            return;
        }
        if (client instanceof AutoCloseable closeable) {
            closeNow(closeable);
        }
        client = null;
        ownThreads.shutdownNow();
    }

    /** An interrupted thread makes the client give up its exchanges instead of waiting for them. */
    private static void closeNow(AutoCloseable client) {
        Thread.currentThread().interrupt();
        try {
            client.close();
        } catch (Exception e) {
            // There is nothing left to lose: what was not sent is counted.
            return;
        } finally {
            Thread.interrupted();
        }
    }
}
