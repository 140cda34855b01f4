package io.agentops.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** The example as its users run it, seen from the platform's side. */
class ExampleTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();

    @Test
    void everyRunTellsWhatItDid() throws Exception {
        HttpServer platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        platform.createContext("/v1/runs/bulk", this::take);
        platform.start();
        try {
            ExampleMain.main(new String[]{"http://127.0.0.1:" + platform.getAddress().getPort()});
        } finally {
            platform.stop(0);
        }
        assertThat(runs()).containsExactly("""
                plan choose_tools success {needs_tool=false}
                retrieve search_kb success {result_count=2, top_score=N}
                respond answer success {}
                = success""", """
                plan choose_tools success {needs_tool=true}
                tool stock_lookup failure {attempt=1, http_status=503}
                tool stock_lookup failure {attempt=2, http_status=503}
                tool stock_lookup success {attempt=3, http_status=200}
                respond answer success {}
                ! tool http_503, tool http_503
                = success""", """
                plan choose_tools success {needs_tool=false}
                retrieve search_kb failure {result_count=0}
                respond answer success {}
                ! retrieval empty_retrieval
                = partial""", """
                plan choose_tools success {needs_tool=true}
                tool stock_lookup failure {attempt=1, http_status=503}
                tool stock_lookup failure {attempt=2, http_status=503}
                tool stock_lookup failure {attempt=3, http_status=503}
                respond answer success {}
                ! tool http_503, tool http_503, tool http_503, orchestration retries_exhausted
                = failure""", """
                plan choose_tools success {needs_tool=true}
                tool stock_lookup failure {attempt=1, exception=HttpTimeoutException}
                tool stock_lookup success {attempt=2, http_status=200}
                respond answer success {}
                ! tool timeout
                = success""");
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        List<String> lines = new String(body, StandardCharsets.UTF_8).lines().toList();
        for (String line : lines) {
            messages.add(JSON.readTree(line));
        }
        byte[] answer = IntStream.rangeClosed(1, lines.size())
                .mapToObj(line -> "{\"line\":%d,\"status\":\"accepted\"}".formatted(line))
                .collect(Collectors.joining(",", "{\"results\":[", "]}")).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /** One text for each run: its steps, its failures if any, its last status. */
    private List<String> runs() {
        Map<String, List<JsonNode>> byRun = messages.stream().collect(Collectors
                .groupingBy(message -> message.get("run_id").asText(), LinkedHashMap::new, Collectors.toList()));
        return byRun.values().stream().map(ExampleTest::text).toList();
    }

    private static String text(List<JsonNode> told) {
        Map<String, JsonNode> steps = new LinkedHashMap<>();
        Map<String, String> failures = new LinkedHashMap<>();
        for (JsonNode message : told) {
            message.get("steps").forEach(step -> steps.put(step.get("step_id").asText(), step));
            message.get("failures").forEach(failure -> failures.put(
                    failure.get("failure_id").asText(),
                    failure.get("failure_type").asText() + " " + failure.get("failure_code").asText()));
        }
        List<String> lines = new ArrayList<>();
        steps.values().forEach(step -> lines.add("%s %s %s %s".formatted(step.get("step_type").asText(),
                step.get("name").asText(), step.get("status").asText(), metadata(step.get("metadata")))));
        if (!failures.isEmpty()) {
            lines.add("! " + String.join(", ", failures.values()));
        }
        lines.add("= " + told.get(told.size() - 1).get("status").asText());
        return String.join("\n", lines);
    }

    private static String metadata(JsonNode metadata) {
        return metadata.properties().stream()
                .map(entry -> entry.getKey() + "=" + (entry.getValue().isDouble() ? "N" : entry.getValue().asText()))
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
