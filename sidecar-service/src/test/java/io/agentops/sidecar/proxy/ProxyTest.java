package io.agentops.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.agentops.contract.agent.Heartbeat;
import io.agentops.sidecar.Rig;
import io.agentops.sidecar.TestAgent;

class ProxyTest {

    private static final long BIG = 100L << 20;
    /** What sockets and write queues of four hops may hold; far below {@link #BIG}. */
    private static final long HELD = 24L << 20;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestAgent agent;
    private Rig rig;

    @BeforeEach
    void start(@TempDir Path dataDir) throws Exception {
        agent = new TestAgent();
        rig = new Rig(dataDir, Map.of("proxy.target-url", agent.url(), "probe.kind", "none", "proxy.max-in-flight", "2",
                "proxy.egress.kb.port", "0", "proxy.egress.kb.target-url", agent.url()));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        agent.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(rig.url(path)).build(), BodyHandlers.ofString());
    }

    @Test
    void aRequestAndItsAnswerArriveAsTheyWere() throws Exception {
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(rig.url("/echo?a=%20b")).header("X-Mine", "1")
                .POST(BodyPublishers.ofString("question")).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("question");
        assertThat(answer.headers().firstValue("X-Agent")).hasValue("yes");
        assertThat(answer.headers().firstValue("X-Fault-Injected")).isEmpty();
        assertThat(agent.last.uri()).isEqualTo("/echo?a=%20b");
        assertThat(agent.last.getHeader("X-Mine")).isEqualTo("1");
        assertThat(agent.last.getHeader("Host")).isEqualTo("127.0.0.1:" + rig.proxy.port());
    }

    @Test
    void answersWithoutBodyStayWithout() throws Exception {
        assertThat(get("/unchanged").statusCode()).isEqualTo(304);
        HttpResponse<String> head = client.send(
                HttpRequest.newBuilder(rig.url("/text")).method("HEAD", BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).hasValue("12");
    }

    @Test
    void requestsAreCountedAsTheirCallersSawThem() throws Exception {
        get("/text");
        get("/error");
        assertThatThrownBy(() -> get("/die")).isInstanceOf(IOException.class);

        await().untilAsserted(() -> assertThat(rig.proxy.traffic().figures().requests()).isEqualTo(3));
        Heartbeat.Traffic figures = rig.proxy.traffic().figures();
        assertThat(figures.errors()).containsExactlyInAnyOrderEntriesOf(Map.of("server_error", 1L, "broken", 1L));
        assertThat(figures.inFlight()).isZero();
        assertThat(figures.p50Ms()).isLessThan(1000);
    }

    @Test
    void anAgentThatIsGoneIsAnswered502() throws Exception {
        agent.close();

        HttpResponse<String> answer = get("/text");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"detail\":\"The target does not answer.\"");
        assertThat(rig.proxy.traffic().figures().errors()).isEqualTo(Map.of("unreachable", 1L));
    }

    @Test
    void aLargeAnswerIsReadFromTheAgentNoFasterThanTheCallerTakesIt() throws Exception {
        HttpResponse<InputStream> answer = client.send(HttpRequest.newBuilder(rig.url("/big?bytes=" + BIG)).build(),
                BodyHandlers.ofInputStream());
        await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(20))
                .until(() -> agent.written.get(), written -> written > 0 && written < HELD);

        long length = 0;
        byte[] piece = new byte[TestAgent.PIECE];
        for (int read = 0; read >= 0; read = answer.body().read(piece)) {
            length += read;
        }
        assertThat(length).isEqualTo(BIG);
    }

    @Test
    void aLargeRequestIsReadFromTheCallerNoFasterThanTheAgentTakesIt() throws Exception {
        try (Socket caller = new Socket("127.0.0.1", rig.proxy.port())) {
            OutputStream out = caller.getOutputStream();
            out.write(("POST /swallow HTTP/1.1\r\nHost: a\r\nContent-Length: " + BIG + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            java.util.concurrent.atomic.AtomicLong sent = new java.util.concurrent.atomic.AtomicLong();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(out, sent));
            await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(20))
                    .until(sent::get, bytes -> bytes > 0 && bytes < HELD);

            agent.swallow.complete();

            sending.get(60, TimeUnit.SECONDS);
            assertThat(new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine())
                    .isEqualTo("HTTP/1.1 200 OK");
            assertThat(agent.read.get()).isEqualTo(BIG);
        }
    }

    private static void send(OutputStream out, java.util.concurrent.atomic.AtomicLong sent) {
        byte[] piece = new byte[TestAgent.PIECE];
        try {
            while (sent.get() < BIG) {
                out.write(piece);
                sent.addAndGet(piece.length);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void eventsArriveWhenTheyAreSentAndAnEndlessStreamIsNoLatency() throws Exception {
        HttpResponse<InputStream> answer = client.send(HttpRequest.newBuilder(rig.url("/events")).build(),
                BodyHandlers.ofInputStream());
        BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));

        assertThat(lines.readLine()).isEqualTo("data: one");
        assertThat(rig.proxy.traffic().figures().requests()).isEqualTo(1);
        agent.secondEvent.complete();
        lines.readLine();
        assertThat(lines.readLine()).isEqualTo("data: two");
    }

    @Test
    void aWebSocketGoesThrough() throws Exception {
        try (Socket caller = new Socket("127.0.0.1", rig.proxy.port())) {
            caller.setSoTimeout(10_000);
            caller.getOutputStream()
                    .write(("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(head(caller.getInputStream())).startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("sec-websocket-accept: dGhlIHNhbXBsZSBub25jZQ==\r\n");

            caller.getOutputStream().write(new byte[]{(byte) 0x82, 2, 'h', 'i'});
            assertThat(caller.getInputStream().readNBytes(4)).containsExactly(0x82, 2, 'h', 'i');
        }
        assertThat(rig.proxy.traffic().figures().errors()).isEmpty();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    @Test
    void whatIsTooManyIsRefusedAndPlacesAreGivenBack() throws Exception {
        CompletableFuture<?> one = client.sendAsync(HttpRequest.newBuilder(rig.url("/events")).build(),
                BodyHandlers.ofString());
        CompletableFuture<?> two = client.sendAsync(HttpRequest.newBuilder(rig.url("/events")).build(),
                BodyHandlers.ofString());
        await().until(() -> agent.requests.get() == 2);

        HttpResponse<String> answer = get("/text");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");

        agent.secondEvent.complete();
        CompletableFuture.allOf(one, two).get(10, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(get("/text").statusCode()).isEqualTo(200));
    }

    @Test
    void theAgentsOwnCallsGoToTheirTargetUnderItsName() throws Exception {
        HttpResponse<String> answer = client.send(HttpRequest
                .newBuilder(java.net.URI.create("http://127.0.0.1:" + rig.proxy.port(1) + "/text")).build(),
                BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo("hello, agent");
        assertThat("http://" + agent.last.getHeader("Host")).isEqualTo(agent.url());
        assertThat(rig.proxy.traffic().figures().requests()).isZero();
    }
}
