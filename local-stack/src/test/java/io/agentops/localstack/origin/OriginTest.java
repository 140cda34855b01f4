package io.agentops.localstack.origin;

import static io.agentops.localstack.Service.INGEST;
import static io.agentops.localstack.Service.QUERY;
import static io.agentops.localstack.Service.RCA;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.localstack.Service;
import io.agentops.localstack.StackException;
import io.agentops.localstack.StackPorts;
import io.vertx.core.json.JsonObject;

class OriginTest {

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Service, FakeService> services = new EnumMap<>(Service.class);
    private int port;
    private Origin origin;

    @BeforeEach
    void start() {
        Map<Service, Integer> ports = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            FakeService fake = FakeService.start(service.title());
            services.put(service, fake);
            ports.put(service, fake.port());
        }
        port = StackPorts.free().postgres();
        origin = Origin.start(port, ports);
    }

    @AfterEach
    void end() {
        origin.close();
        services.values().forEach(FakeService::close);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            GET,    /agent-runs/r1/timeline?limit=5,         query-service
            GET,    /agent-runs/rca-runs/7,                  query-service
            GET,    /rca-runs/7/stream,                      query-service
            GET,    /v1/runs?q=a%20b,                        query-service
            GET,    /v1/traces/7/spans?limit=5,              query-service
            GET,    /v1/stats,                               query-service
            GET,    /v1/agents/billing/versions/diff,        query-service
            GET,    /v1/regressions,                         query-service
            GET,    /v1/ledger?limit=5,                      query-service
            GET,    /v1/dead-letters?status=open,            query-service
            GET,    /v1/failure-groups/1-abc,                query-service
            GET,    /metrics/overview?hours=24,              query-service
            GET,    /agents/a%2F1/vulnerabilities,           query-service
            POST,   /mcp,                                    query-service
            GET,    /mcp,                                    query-service
            DELETE, /mcp,                                    query-service
            POST,   /agent-runs,                             ingest-service
            POST,   /agent-runs/bulk,                        ingest-service
            POST,   /agent-runs/r1/rca-runs?force=true,      ingest-service
            POST,   /v1/runs,                                ingest-service
            POST,   /v1/traces,                              ingest-service
            POST,   /v1/dead-letters/redrive?limit=5,        ingest-service
            DELETE, /v1/dead-letters/7,                      ingest-service
            PUT,    /v1/failure-groups/1-abc/state,          ingest-service
            POST,   /telemetry,                              ingest-service
            POST,   /inject-fault,                           ingest-service
            DELETE, /agents/a1/faults/f1,                    ingest-service
            POST,   /decide,                                 rca-service
            POST,   /execute,                                rca-service
            GET,    /workflow/info,                          rca-service
            GET,    /approvals,                              rca-service
            POST,   /api/v1/incident/trigger-agent,          rca-service
            GET,    /api/v1/incident/execution/1,            rca-service
            """)
    void everyPathReachesItsService(String method, String path, String service) throws Exception {
        HttpResponse<String> response = send(method, path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(service + " " + method + " " + path);
    }

    @Test
    void anUnknownPathIsAProblem() throws Exception {
        assertProblem(send("GET", "/agent-runsx"), 404, "Not Found", "No such path: /agent-runsx");
    }

    @Test
    void aMethodAPathDoesNotHaveIsAProblemThatNamesThoseItHas() throws Exception {
        HttpResponse<String> response = send("PUT", "/v1/stats");
        assertProblem(response, 405, "Method Not Allowed", "/v1/stats answers to GET, HEAD, OPTIONS.");
        assertThat(response.headers().firstValue("allow")).contains("GET, HEAD, OPTIONS");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"GET | /v1/logs | 405 | OPTIONS, POST",
            "PUT | /v1/runs | 405 | GET, HEAD, OPTIONS, POST",
            "OPTIONS | /v1/traces | 204 | GET, HEAD, OPTIONS, POST",
            "OPTIONS | /rca-runs/7/stream | 204 | GET, HEAD, OPTIONS",
            "DELETE | /agent-runs/r1 | 405 | GET, HEAD, OPTIONS, POST"})
    void theMethodsOfAPathAreThoseOfAllItsServices(String method, String path, int status, String allowed)
            throws Exception {
        HttpResponse<String> response = send(method, path);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("allow")).contains(allowed);
    }

    @Test
    void aServiceThatIsAwayIsAProblemToTryAgain() throws Exception {
        services.get(QUERY).close();
        HttpResponse<String> response = send("GET", "/v1/runs");
        assertProblem(response, 503, "Service Unavailable",
                "query-service is not answering; it may be starting. See /health.");
        assertThat(response.headers().firstValue("retry-after")).contains("2");
        assertThat(send("POST", "/v1/runs").statusCode()).isEqualTo(200);
    }

    @Test
    void healthNamesEveryService() throws Exception {
        assertThat(send("GET", "/health").body()).isEqualTo(
                "{\"status\":\"UP\",\"services\":"
                        + "{\"ingest-service\":\"UP\",\"query-service\":\"UP\",\"rca-service\":\"UP\"}}");
        services.get(RCA).ready(false);
        services.get(INGEST).close();
        HttpResponse<String> response = send("GET", "/health");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo(
                "{\"status\":\"DOWN\",\"services\":"
                        + "{\"ingest-service\":\"DOWN\",\"query-service\":\"UP\",\"rca-service\":\"DOWN\"}}");
    }

    @Test
    void theRootIsJsonForAProgramAndTheDocsForABrowser() throws Exception {
        assertThat(send("GET", "/").body()).isEqualTo("{\"status\":\"ok\",\"service\":\"agentops\"}");
        HttpResponse<String> browser = client.send(request("/").header("Accept", "text/html,*/*;q=0.8").build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(browser.statusCode()).isEqualTo(303);
        assertThat(browser.headers().firstValue("location")).contains("/docs");
        assertThat(send("GET", "/docs").body()).contains("<script src=\"/docs/swagger-ui-bundle.js\">");
        assertThat(send("GET", "/docs/swagger-ui-bundle.js").body()).contains("SwaggerUIBundle");
    }

    @Test
    void metricsStayWithTheServices() throws Exception {
        assertProblem(send("GET", "/metrics"), 404, "Not Found",
                "Each service has its own /metrics: ingest-service http://localhost:" + services.get(INGEST).port()
                        + "/metrics, query-service http://localhost:" + services.get(QUERY).port()
                        + "/metrics, rca-service http://localhost:" + services.get(RCA).port() + "/metrics.");
    }

    @Test
    void openapiHasThePathsOfAllServices() throws Exception {
        JsonObject document = new JsonObject(send("GET", "/openapi").body());
        assertThat(document.getJsonObject("paths").fieldNames())
                .containsExactly("/ingest-service", "/query-service", "/rca-service");
    }

    @Test
    void eventsPassOneByOne() throws Exception {
        HttpResponse<InputStream> response = client.send(request("/rca-runs/1/stream").header("X-Fake", "sse").build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo(": hello");
        // The second is sent only after the first has arrived.
        services.get(QUERY).emit("data: 1\n");
        assertThat(lines.readLine()).isEqualTo("data: 1");
        services.get(QUERY).emit("data: 2\n");
        assertThat(lines.readLine()).isEqualTo("data: 2");
        lines.close();
        services.get(QUERY).streamClosed().get(10, SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"count, 67108864", "count-without-100, 67108864", "count, 70000", "count, 10"})
    void aBodyPassesWhole(String service, int size) throws Exception {
        HttpResponse<String> response = upload(service, HttpRequest.BodyPublishers.ofByteArray(new byte[size]));
        assertThat(response.body()).isEqualTo(Integer.toString(size));
    }

    @Test
    void aBodyOfUnknownLengthPassesWhole() throws Exception {
        HttpResponse<String> response = upload("count",
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[10_000_000])));
        assertThat(response.body()).isEqualTo("10000000");
    }

    @RepeatedTest(10)
    void theRefusalOfALargeBodyIsHeard() throws Exception {
        HttpResponse<String> response = upload("refuse",
                HttpRequest.BodyPublishers.ofByteArray(new byte[64 << 20]));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).isEqualTo("{}");
    }

    private HttpResponse<String> upload(String service, HttpRequest.BodyPublisher body) throws Exception {
        return client.send(request("/agent-runs/bulk").header("X-Fake", service).POST(body).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void compressedAnswersStayCompressed() throws Exception {
        HttpResponse<byte[]> response = client.send(request("/v1/runs").header("X-Fake", "gzip").build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(response.body()).isEqualTo(FakeService.GZIPPED);
    }

    @Test
    void anEmptyAnswerHasNoBody() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("DELETE /agents/a1/faults HTTP/1.1\r\nHost: x\r\nX-Fake: empty\r\n"
                    + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 204 No Content\r\n").doesNotContain("transfer-encoding")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void webSocketsPass() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/chat"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        heard.complete(text.toString());
                        return null;
                    }
                }).get(10, SECONDS);
        socket.sendText("hello", true).get(10, SECONDS);
        assertThat(heard.get(10, SECONDS)).isEqualTo("rca-service heard hello");
        socket.abort();
    }

    @Test
    void aTakenPortIsNamed() {
        assertThatThrownBy(() -> Origin.start(port, Map.of()).close())
                .isInstanceOf(StackException.class)
                .hasMessageStartingWith("The origin cannot listen on port " + port + ": ");
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return client.send(request(path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static void assertProblem(HttpResponse<String> response, int status, String title, String detail) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(new JsonObject(response.body())).isEqualTo(new JsonObject().put("type", "about:blank")
                .put("title", title).put("status", status).put("detail", detail));
    }
}
