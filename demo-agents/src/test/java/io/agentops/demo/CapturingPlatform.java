package io.agentops.demo;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.agentops.demo.http.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;

/** A real HTTP server that takes what agents report by any door, and keeps it. */
public final class CapturingPlatform implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final List<JsonNode> fullForm = new CopyOnWriteArrayList<>();
    private final List<JsonNode> privacyForm = new CopyOnWriteArrayList<>();
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> secrets = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    public CapturingPlatform() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/agent-runs", exchange -> {
            fullForm.add(Json.read(body(exchange)));
            answer(exchange, 202, "{\"status\":\"accepted\"}");
        });
        server.createContext("/v1/runs/bulk", this::bulk);
        server.createContext("/v1/traces", exchange -> {
            ExportTraceServiceRequest.parseFrom(bytes(exchange)).getResourceSpansList().forEach(
                    resource -> resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            answer(exchange, 200, "");
        });
        server.start();
    }

    /** An agent that reports here. */
    public Identity agent(String name) {
        return new Identity(name, "1.2.3", "test", URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "",
                "s3cret");
    }

    /** The ingest secrets that were presented. */
    public List<String> secrets() {
        return secrets;
    }

    /** The run as the full form told it. */
    public JsonNode fullForm(String runId) {
        return await().atMost(LONGEST).until(
                () -> fullForm.stream().filter(run -> run.path("run_id").asText().equals(runId)).findFirst(),
                Optional::isPresent).orElseThrow();
    }

    /** The last message of the SDK about a run that has ended, with the steps of all of them. */
    public Map<String, JsonNode> sdkSteps(String runId) {
        await().atMost(LONGEST).until(() -> messages(runId).stream().anyMatch(message -> message.has("ended_at")));
        Map<String, JsonNode> steps = new LinkedHashMap<>();
        messages(runId).forEach(message -> message.path("steps")
                .forEach(step -> steps.put(step.path("name").asText(), step)));
        return steps;
    }

    /** How the SDK says that a run ended. */
    public String sdkStatus(String runId) {
        sdkSteps(runId);
        return messages(runId).stream().filter(message -> message.has("ended_at")).reduce((one, other) -> other)
                .orElseThrow().path("status").asText();
    }

    private List<JsonNode> messages(String runId) {
        return privacyForm.stream().filter(run -> run.path("run_id").asText().equals(runId)).toList();
    }

    /** The spans of a run, by the id its own span names. */
    public List<Span> spans(String runId) {
        Span root = await().atMost(LONGEST).until(() -> spans.stream()
                .filter(span -> runId.equals(attributes(span).get("agentops.run.id"))).findFirst(),
                Optional::isPresent).orElseThrow();
        List<Span> all = new ArrayList<>();
        spans.stream().filter(span -> span.getTraceId().equals(root.getTraceId())).forEach(all::add);
        return all;
    }

    /** What a span says, as text. */
    public static Map<String, String> attributes(Span span) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (KeyValue attribute : span.getAttributesList()) {
            AnyValue value = attribute.getValue();
            attributes.put(attribute.getKey(), value.hasStringValue()
                    ? value.getStringValue()
                    : value.hasIntValue() ? String.valueOf(value.getIntValue()) : value.toString());
        }
        return attributes;
    }

    private void bulk(HttpExchange exchange) throws IOException {
        StringBuilder results = new StringBuilder();
        int number = 0;
        for (String line : body(exchange).lines().toList()) {
            privacyForm.add(Json.read(line));
            results.append(number++ == 0 ? "" : ",")
                    .append("{\"line\":%d,\"status\":\"accepted\"}".formatted(number));
        }
        answer(exchange, 200, "{\"stored\":0,\"accepted\":%d,\"rejected\":0,\"results\":[%s]}".formatted(number,
                results));
    }

    private String body(HttpExchange exchange) throws IOException {
        return new String(bytes(exchange), StandardCharsets.UTF_8);
    }

    private byte[] bytes(HttpExchange exchange) throws IOException {
        secrets.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Ingest-Secret")));
        byte[] body = exchange.getRequestBody().readAllBytes();
        return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()
                : body;
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
