package io.agentops.sidecar.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.agentops.contract.agent.FaultType;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.sidecar.Rig;
import io.agentops.sidecar.TestAgent;

class ConfigurationReportTest {

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    @TempDir
    private Path dataDir;
    private TestAgent agent;
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        agent = new TestAgent();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        agent.close();
    }

    private void sidecar(Map<String, String> given) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("proxy.target-url", agent.url(), "probe.kind", "none"));
        all.putAll(given);
        rig = new Rig(dataDir, all);
    }

    private void call(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(rig.url(path)).method(method, BodyPublishers.noBody());
        client.send(headers.length == 0 ? request.build() : request.headers(headers).build(), BodyHandlers.ofString());
    }

    private Heartbeat.Access access() {
        return rig.heartbeats.now().configuration().access();
    }

    @Test
    void whatIsSetUpIsTold() throws Exception {
        sidecar(Map.of("proxy.host", "0.0.0.0", "heartbeat.platform-url", "http://platform.example.org:8080",
                "faults.enabled", "false"));

        assertThat(rig.heartbeats.now().configuration()).extracting(Heartbeat.Configuration::sidecarVersion,
                Heartbeat.Configuration::faultsEnabled, Heartbeat.Configuration::beyondLoopback,
                Heartbeat.Configuration::platformLoopback, Heartbeat.Configuration::platformTls,
                Heartbeat.Configuration::projectKey).containsExactly("1.2.3", false, true, false, false, false);
    }

    @Test
    void theOppositeIsToldToo() throws Exception {
        sidecar(Map.of("heartbeat.platform-url", "https://[::1]:8080", "heartbeat.project-key", "the-key"));

        assertThat(rig.heartbeats.now().configuration()).extracting(Heartbeat.Configuration::faultsEnabled,
                Heartbeat.Configuration::beyondLoopback, Heartbeat.Configuration::platformLoopback,
                Heartbeat.Configuration::platformTls, Heartbeat.Configuration::projectKey)
                .containsExactly(true, false, true, true, true);
        assertThat(rig.heartbeats.now().toString()).doesNotContain("the-key");
    }

    @Test
    void answersToCallersWithoutCredentialsAreCounted() throws Exception {
        Instant before = Instant.now();
        sidecar(Map.of());
        assertThat(access()).extracting(Heartbeat.Access::answered, Heartbeat.Access::lastWithoutCredentials)
                .containsExactly(0L, null);

        call("GET", "/text");
        call("GET", "/text?question=what", "User-Agent", "x", "Idempotency-Key", "k", "Authorization", " ");

        assertThat(access()).extracting(Heartbeat.Access::answered, Heartbeat.Access::withoutCredentials)
                .containsExactly(2L, 2L);
        assertThat(access().since()).isBetween(before, Instant.now());
        assertThat(access().lastWithoutCredentials()).isBetween(access().since(), Instant.now());
    }

    @Test
    void anythingThatMayBeACredentialCountsAsOne() throws Exception {
        sidecar(Map.of());

        call("GET", "/text", "Authorization", "Bearer x");
        call("GET", "/text", "X-API-Key", "x");
        call("GET", "/text", "Cookie", "session=x");
        call("GET", "/text", "X-Forwarded-Client-Cert", "Hash=x");
        call("GET", "/text", "X-Hub-Signature-256", "sha256=x");
        call("GET", "/text?a=1&api_key=x");

        assertThat(access()).extracting(Heartbeat.Access::answered, Heartbeat.Access::withoutCredentials)
                .containsExactly(6L, 0L);
    }

    @Test
    void whatIsOpenToEverybodyOrNotAnsweredByTheAgentDoesNotCount() throws Exception {
        sidecar(Map.of("probe.synthetic-interval", "20ms", "probe.path", "/text"));
        rig.faults.apply(Rig.wanting(Rig.fault("f", FaultType.LATENCY).latencyMs(1).build()));

        call("GET", "/health");
        call("OPTIONS", "/text");
        call("GET", "/.well-known/agent-card.json");
        call("GET", "/error");
        call("GET", "/nowhere");
        call("GET", "/unchanged");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> rig.heartbeats.now().traffic().synthetic() > 0);

        assertThat(access()).extracting(Heartbeat.Access::answered, Heartbeat.Access::withoutCredentials)
                .containsExactly(0L, 0L);
    }
}
