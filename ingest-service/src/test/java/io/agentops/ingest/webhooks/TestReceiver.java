package io.agentops.ingest.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Somebody else's HTTP server, which answers as it is told, and 204 when it was told nothing. */
public final class TestReceiver implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>(new ArrayDeque<>());
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    public TestReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** What it was sent. */
    public record Message(String path, String id, long timestamp, String signature, String type, String body) {

        /** Whether it was signed as Standard Webhooks says, worked out anew. */
        public boolean isSignedBy(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")), "raw"));
                mac.update(id.getBytes(UTF_8));
                mac.update((byte) '.');
                mac.update(Long.toString(timestamp).getBytes(UTF_8));
                mac.update((byte) '.');
                return signature.equals("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(UTF_8))));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private record Reply(int status, Map<String, String> headers, boolean stalls, int bytes) {}

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Message> messages() {
        return messages;
    }

    public TestReceiver answers(int status) {
        return answers(status, Map.of());
    }

    public TestReceiver answers(int status, Map<String, String> headers) {
        replies.add(new Reply(status, headers, false, 0));
        return this;
    }

    /** Answers with a body of that length. */
    public TestReceiver answersAtLength(int bytes) {
        replies.add(new Reply(200, Map.of(), false, bytes));
        return this;
    }

    /** Does not answer before it is closed. */
    public TestReceiver stalls() {
        replies.add(new Reply(204, Map.of(), true, 0));
        return this;
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        var headers = exchange.getRequestHeaders();
        messages.add(new Message(exchange.getRequestURI().toString(), headers.getFirst("webhook-id"),
                Long.parseLong(headers.getFirst("webhook-timestamp")), headers.getFirst("webhook-signature"),
                headers.getFirst("content-type"), body));
        Reply reply = replies.poll();
        if (reply == null) {
            reply = new Reply(204, Map.of(), false, 0);
        }
        if (reply.stalls()) {
            await();
        }
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        exchange.sendResponseHeaders(reply.status(), reply.bytes() == 0 ? -1 : reply.bytes());
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(new byte[reply.bytes()]);
        } finally {
            exchange.close();
        }
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
