package io.agentops.rca.healing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.vertx.core.json.JsonObject;

/** The Admin API with one service, and the metadata server; both answer over HTTP, and badly where they are told to. */
final class CloudRunEndpoint implements AutoCloseable {

    static final String SERVICE = "projects/agents-prod/locations/europe-west1/services/billing";
    private static final String OPERATION = "projects/agents-prod/locations/europe-west1/operations/op-1";

    final List<JsonObject> patches = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    /**
     * What is answered instead, once each; nothing where it is empty: a status, {@code stall}, {@code lost} after the change, {@code garbage} or
     * {@code endless}.
     */
    final Queue<String> moods = new ConcurrentLinkedQueue<>();
    volatile JsonObject service = new JsonObject().put("name", SERVICE).put("etag", "e1").put("reconciling", false)
            .put("latestReadyRevision", "r1").put("latestCreatedRevision", "r1")
            .put("terminalCondition", new JsonObject().put("state", "CONDITION_SUCCEEDED"))
            .put("template",
                    new JsonObject().put("revision", "r1").put("annotations", new JsonObject().put("mine", "1"))
                            .put("containers", List.of(new JsonObject().put("image", "agent:1"))));
    volatile JsonObject operation = new JsonObject().put("name", OPERATION).put("done", false);
    volatile int tokens;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    CloudRunEndpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/token", this::token);
        server.createContext("/v2/", this::api);
        server.start();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** The new revision serves. */
    void bringUp() {
        service = service.copy().put("reconciling", false).put("latestReadyRevision", "r2");
        operation = operation.copy().put("done", true);
    }

    private void token(HttpExchange call) throws IOException {
        tokens++;
        boolean asked = "Google".equals(call.getRequestHeaders().getFirst("Metadata-Flavor"));
        answer(call, asked ? 200 : 403, new JsonObject().put("access_token", "t" + tokens).put("expires_in", 3600)
                .put("token_type", "Bearer").encode());
    }

    private void api(HttpExchange call) throws IOException {
        authorizations.add(call.getRequestHeaders().getFirst("Authorization"));
        String mood = moods.poll();
        if (mood != null && !mood.isEmpty()) {
            misbehave(call, mood);
        } else if ("PATCH".equals(call.getRequestMethod())) {
            patch(call);
        } else {
            boolean isService = call.getRequestURI().getPath().equals("/v2/" + SERVICE);
            answer(call, 200, (isService ? service : operation).encode());
        }
    }

    private void misbehave(HttpExchange call, String mood) throws IOException {
        switch (mood) {
            case "stall" -> call.sendResponseHeaders(200, 100);
            case "lost" -> {
                apply(new JsonObject(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                call.sendResponseHeaders(200, 100);
            }
            case "garbage" -> answer(call, 200, "<html>");
            case "endless" -> {
                call.sendResponseHeaders(200, 0);
                byte[] piece = new byte[64 * 1024];
                try {
                    for (int i = 0; i < 1000; i++) {
                        call.getResponseBody().write(piece);
                    }
                } finally {
                    call.close();
                }
            }
            default -> answer(call, Integer.parseInt(mood), "{}");
        }
    }

    private void patch(HttpExchange call) throws IOException {
        JsonObject change = new JsonObject(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (!change.getString("etag").equals(service.getString("etag"))
                || !"updateMask=template".equals(call.getRequestURI().getQuery())) {
            answer(call, 409, "{}");
            return;
        }
        apply(change);
        answer(call, 200, operation.encode());
    }

    private void apply(JsonObject change) {
        patches.add(change);
        service = service.copy().put("etag", "e" + (patches.size() + 1)).put("reconciling", true)
                .put("latestCreatedRevision", "r2").put("template", change.getJsonObject("template"));
    }

    private static void answer(HttpExchange call, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
