package io.agentops.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.agentops.contract.agent.BodyMode;
import io.agentops.contract.agent.FaultMatch;
import io.agentops.contract.agent.FaultPhase;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultSpecBuilder;
import io.agentops.contract.agent.FaultType;
import io.agentops.sidecar.Rig;
import io.agentops.sidecar.TestAgent;
import io.agentops.sidecar.Wire;

/** What a caller sees of each fault. */
class FaultsInThePathTest {

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestAgent agent;
    private Rig rig;

    @BeforeEach
    void start(@TempDir Path dataDir) throws Exception {
        agent = new TestAgent();
        rig = new Rig(dataDir,
                Map.of("proxy.target-url", agent.url(), "probe.kind", "none", "probe.synthetic-interval", "1h",
                        "proxy.held-body-bytes", "1000", "proxy.egress.kb.port", "0", "proxy.egress.kb.target-url",
                        agent.url()));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        agent.close();
    }

    private void want(FaultSpecBuilder... faults) {
        FaultSpec[] all = new FaultSpec[faults.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = faults[i].build();
        }
        rig.faults.apply(Rig.wanting(all));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(rig.url(path)).timeout(Duration.ofSeconds(20)).build(),
                BodyHandlers.ofString());
    }

    private static String ids(HttpResponse<?> answer) {
        return answer.headers().firstValue("X-Fault-Injected").orElse("");
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    @Test
    void latencyMakesAnAnswerLateByMoreThanTwoSecondsUnlessItSaysOtherwise() throws Exception {
        want(Rig.fault("slow", FaultType.LATENCY));
        long start = System.nanoTime();

        HttpResponse<String> answer = get("/text");

        assertThat(millisSince(start)).isGreaterThanOrEqualTo(2500);
        assertThat(answer.body()).isEqualTo("hello, agent");
        assertThat(ids(answer)).isEqualTo("slow");
        org.awaitility.Awaitility.await().until(() -> rig.proxy.traffic().figures().requests() == 1);
        assertThat(rig.proxy.traffic().figures().p95Ms()).isGreaterThan(2000);
    }

    @Test
    void aDelayedRequestGoesOnWhenTheFaultEnds() throws Exception {
        want(Rig.fault("slow", FaultType.LATENCY).latencyMs(60_000).ttlSeconds(1));
        long start = System.nanoTime();

        assertThat(get("/text").statusCode()).isEqualTo(200);

        assertThat(millisSince(start)).isBetween(500L, 10_000L);
        assertThat(ids(get("/text"))).isEmpty();
    }

    @Test
    void anErrorIsAnsweredWithoutTheAgent() throws Exception {
        want(Rig.fault("e", FaultType.ERROR).status(418));

        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(rig.url("/echo")).POST(BodyPublishers.ofString("question")).build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(418);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(ids(answer)).isEqualTo("e");
        assertThat(agent.requests).hasValue(0);
    }

    @Test
    void aRateLimitSaysWhenToComeAgain() throws Exception {
        want(Rig.fault("limit", FaultType.RATE_LIMIT).retryAfterSeconds(7));

        HttpResponse<String> answer = get("/text");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
        // What agents report of it must not tell whoever explains their runs.
        assertThat(answer.body()).contains("Too Many Requests").doesNotContainIgnoringCase("fault");
        assertThat(rig.proxy.traffic().figures().errors()).isEqualTo(Map.of("rate_limited", 1L));
    }

    @Test
    void aHangEndsWithTheFaultAndWithoutAnAnswer() throws Exception {
        want(Rig.fault("hang", FaultType.HANG).ttlSeconds(3));
        long start = System.nanoTime();

        try (Socket caller = new Socket("127.0.0.1", rig.proxy.port())) {
            caller.getOutputStream().write("GET /text HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(caller.getInputStream().read()).isEqualTo(-1);
        }

        assertThat(millisSince(start)).isBetween(500L, 10_000L);
        assertThat(agent.requests).hasValue(0);
        assertThat(rig.proxy.traffic().inFlight()).isZero();
    }

    @Test
    void aResetIsAResetAndNoEnd() throws Exception {
        want(Rig.fault("reset", FaultType.RESET));
        try (Socket caller = new Socket("127.0.0.1", rig.proxy.port())) {
            caller.getOutputStream().write("GET /text HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThatThrownBy(() -> caller.getInputStream().read()).isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
    }

    @Test
    void bandwidthIsWhatItSays() throws Exception {
        want(Rig.fault("narrow", FaultType.BANDWIDTH).bytesPerSecond(10_000));
        long start = System.nanoTime();

        HttpResponse<String> answer = get("/big?bytes=20000");

        assertThat(millisSince(start)).isBetween(1500L, 8000L);
        assertThat(answer.body()).hasSize(20_000);
        assertThat(ids(answer)).isEqualTo("narrow");
    }

    @Test
    void aFlippedByteKeepsTheLength() throws Exception {
        want(Rig.fault("flip", FaultType.CORRUPT).seed(1L));

        byte[] body = client.send(HttpRequest.newBuilder(rig.url("/text")).build(), BodyHandlers.ofByteArray()).body();

        byte[] whole = "hello, agent".getBytes(StandardCharsets.US_ASCII);
        assertThat(body).hasSameSizeAs(whole);
        assertThat(IntStream.range(0, whole.length).filter(i -> body[i] != whole[i]).count()).isEqualTo(1);
    }

    @Test
    void aTruncatedAnswerBreaksOffAfterHalfOfIt() throws Exception {
        want(Rig.fault("cut", FaultType.CORRUPT).bodyMode(BodyMode.TRUNCATE));
        try (Socket caller = new Socket("127.0.0.1", rig.proxy.port())) {
            caller.getOutputStream().write("GET /text HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(caller.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .containsIgnoringCase("content-length: 12\r\n").endsWith("\r\n\r\nhello,");
        }
    }

    @Test
    void anEmptyRetrievalFindsNothing() throws Exception {
        want(Rig.fault("empty", FaultType.EMPTY_RETRIEVAL));

        HttpResponse<String> answer = get("/documents");

        assertThat(answer.body()).isEqualTo("{\"results\":[],\"total\":0,\"took\":3}");
        assertThat(ids(answer)).isEqualTo("empty");
        assertThat(get("/text").body()).isEqualTo("hello, agent");
    }

    @Test
    void malformedJsonIsACompleteAnswerThatCannotBeRead() throws Exception {
        want(Rig.fault("bad", FaultType.MALFORMED_JSON));

        HttpResponse<String> answer = get("/documents");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"results\":[");
        assertThatThrownBy(() -> Wire.JSON.readTree(answer.body())).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void aBodyThatIsTooLongToHoldPassesAsItIs() throws Exception {
        want(Rig.fault("empty", FaultType.EMPTY_RETRIEVAL));
        String json = "[" + "1,".repeat(600) + "1]";

        HttpResponse<String> answer = client
                .send(HttpRequest.newBuilder(rig.url("/json")).POST(BodyPublishers.ofString(json))
                        .build(), BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo(json);
    }

    @Test
    void aFaultIsForTheRequestsItMatches() throws Exception {
        want(Rig.fault("m", FaultType.ERROR).match(new FaultMatch("/te*", "GET", "X-Drill: yes", null)));

        assertThat(get("/text").statusCode()).isEqualTo(200);
        assertThat(client.send(HttpRequest.newBuilder(rig.url("/text")).header("x-drill", "yes").build(),
                BodyHandlers.ofString()).statusCode()).isEqualTo(500);
        assertThat(client.send(HttpRequest.newBuilder(rig.url("/text")).header("x-drill", "no").build(),
                BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertThat(client.send(HttpRequest.newBuilder(rig.url("/documents")).header("x-drill", "yes").build(),
                BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void healthIsLeftAloneUnlessIncluded() throws Exception {
        want(Rig.fault("a", FaultType.ERROR));
        assertThat(get("/health").statusCode()).isEqualTo(200);

        want(Rig.fault("b", FaultType.ERROR).includeHealth(true));
        assertThat(get("/health").statusCode()).isEqualTo(500);
    }

    @Test
    void aFaultInTheAgentsOwnCallsIsNotInThoseOfOthers() throws Exception {
        want(Rig.fault("kb", FaultType.EMPTY_RETRIEVAL).match(new FaultMatch(null, null, null, "kb")));

        assertThat(get("/documents").body()).contains("\"id\":1");
        assertThat(client.send(
                HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + rig.proxy.port(1) + "/documents"))
                        .build(),
                BodyHandlers.ofString()).body()).isEqualTo("{\"results\":[],\"total\":0,\"took\":3}");
    }

    @Test
    void faultsAddUp() throws Exception {
        want(Rig.fault("slow", FaultType.LATENCY).latencyMs(300), Rig.fault("limit", FaultType.RATE_LIMIT));
        long start = System.nanoTime();

        HttpResponse<String> answer = get("/text");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(ids(answer)).isEqualTo("slow, limit");
        assertThat(millisSince(start)).isGreaterThanOrEqualTo(300);
    }

    @Test
    void theSameSeedAffectsTheSameRequests() throws Exception {
        want(Rig.fault("one", FaultType.ERROR).probability(0.5).seed(42L));
        String first = outcomes();
        want(Rig.fault("two", FaultType.ERROR).probability(0.5).seed(42L));

        assertThat(outcomes()).isEqualTo(first).contains("500").contains("200");
    }

    private String outcomes() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            all.append(get("/text").statusCode()).append(' ');
        }
        return all.toString();
    }

    @Test
    void aFaultAffectsNoMoreRequestsThanItMay() throws Exception {
        want(Rig.fault("two", FaultType.ERROR).maxRequests(2));

        assertThat(outcomes().lines().flatMap(line -> java.util.Arrays.stream(line.split(" ", -1)))
                .filter("500"::equals).collect(Collectors.toList())).hasSize(2);
        assertThat(rig.faults.states().get(0).phase()).isEqualTo(FaultPhase.EXHAUSTED);
        assertThat(rig.faults.states().get(0).affected()).isEqualTo(2);
    }

    @Test
    void theKillSwitchLetsGoWhomAFaultHolds() throws Exception {
        want(Rig.fault("slow", FaultType.LATENCY).latencyMs(60_000),
                Rig.fault("never", FaultType.ERROR).maxRequests(1).match(
                        new FaultMatch("/other", null, null, null)));
        CompletableFuture<HttpResponse<String>> held = client.sendAsync(
                HttpRequest.newBuilder(rig.url("/text")).build(),
                BodyHandlers.ofString());
        org.awaitility.Awaitility.await().until(() -> rig.proxy.traffic().inFlight() == 1);

        rig.faults.clear();

        assertThat(held.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(rig.faults.states()).extracting("phase").containsOnly(FaultPhase.CLEARED);
    }

    @Test
    void whoLeavesWhileItIsHeldIsForgotten() throws InterruptedException, ExecutionException {
        want(Rig.fault("slow", FaultType.LATENCY).latencyMs(60_000));

        assertThatThrownBy(
                () -> client.send(HttpRequest.newBuilder(rig.url("/text")).timeout(Duration.ofSeconds(2)).build(),
                        BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);

        org.awaitility.Awaitility.await().untilAsserted(
                () -> assertThat(rig.proxy.traffic().figures().errors()).isEqualTo(Map.of("abandoned", 1L)));
        assertThat(rig.proxy.traffic().inFlight()).isZero();
        assertThat(agent.requests).hasValue(0);
    }
}
