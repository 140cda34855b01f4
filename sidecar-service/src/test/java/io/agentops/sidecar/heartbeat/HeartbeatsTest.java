package io.agentops.sidecar.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import io.agentops.contract.agent.AgentStatus;
import io.agentops.contract.agent.FaultPhase;
import io.agentops.contract.agent.FaultType;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.sidecar.Rig;
import io.agentops.sidecar.Settings;
import io.agentops.sidecar.TestAgent;
import io.agentops.sidecar.TestPlatform;

class HeartbeatsTest {

    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir
    private Path dataDir;
    private TestAgent agent;
    private TestPlatform platform;
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        agent = new TestAgent();
        platform = new TestPlatform();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        platform.close();
        agent.close();
    }

    private void sidecar(Map<String, String> given) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("proxy.target-url", agent.url(), "heartbeat.platform-url",
                platform.url(),
                "heartbeat.project-key", "the-key", "heartbeat.longest-backoff", "300ms", "heartbeat.interval", "100ms",
                "probe.interval", "100ms", "probe.startup-grace", "1ms", "heartbeat.status.better-after", "200ms"));
        all.putAll(given);
        rig = new Rig(dataDir, all);
    }

    /** The sequence numbers that it tells of, its own last. */
    private static Stream<Long> told(Heartbeat beat) {
        return Stream.concat(beat.missed().stream().map(Heartbeat.Missed::sequence), Stream.of(beat.sequence()));
    }

    private int status(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(rig.url(path)).build(), BodyHandlers.ofString()).statusCode();
    }

    @Test
    void aHeartbeatSaysWhoAndHowWithTheProjectsKey() throws Exception {
        sidecar(Map.of("agent-name", "billing", "agent-version", "1.2"));

        await().until(() -> platform.newest() != null && platform.newest().status() == AgentStatus.HEALTHY);

        Heartbeat beat = platform.newest();
        assertThat(beat)
                .extracting(Heartbeat::agentId, Heartbeat::agentName, Heartbeat::agentVersion, Heartbeat::environment,
                        Heartbeat::reason)
                .containsExactly("agent-0", "billing", "1.2", "staging", "probes are answered");
        assertThat(platform.authorization).isEqualTo("Bearer the-key");
        await().untilAsserted(() -> assertThat(platform.newest().configVersion()).isEqualTo(1));
        List<Heartbeat> beats = List.copyOf(platform.beats);
        assertThat(beats.stream().flatMap(HeartbeatsTest::told)).containsExactlyElementsOf(
                LongStream.rangeClosed(1, beats.get(beats.size() - 1).sequence()).boxed().toList());
    }

    @Test
    void anAgentThatFailsItsProbesIsUnhealthyAndHealthyAgainLater() throws Exception {
        sidecar(Map.of());
        await().until(() -> platform.newest() != null && platform.newest().status() == AgentStatus.HEALTHY);

        agent.healthStatus = 503;
        await().until(() -> platform.newest().status() == AgentStatus.UNHEALTHY);
        assertThat(platform.newest().probe().failure()).isEqualTo("status 503");

        agent.healthStatus = 200;
        await().until(() -> platform.newest().status() == AgentStatus.HEALTHY);
    }

    @Test
    void anAgentThatIsGoneIsNamedSo() throws Exception {
        sidecar(Map.of("probe.kind", "tcp"));
        await().until(() -> platform.newest() != null && platform.newest().status() == AgentStatus.HEALTHY);

        agent.close();

        await().until(() -> platform.newest().status() == AgentStatus.UNHEALTHY);
        assertThat(platform.newest().probe().failure()).isEqualTo("the connection is refused");
    }

    @Test
    void faultsComeWithTheAnswerAndGoWithIt() throws Exception {
        sidecar(Map.of());
        platform.wanted = Rig.wanting(Rig.fault("f", FaultType.ERROR).build());
        await().untilAsserted(() -> assertThat(status("/text")).isEqualTo(500));
        await().untilAsserted(
                () -> assertThat(platform.newest().faults()).extracting("phase").containsExactly(FaultPhase.ACTIVE));

        platform.wanted = Rig.wanting();

        await().untilAsserted(() -> assertThat(status("/text")).isEqualTo(200));
    }

    @Test
    void aFaultEndsInTimeWithThePlatformDead() throws Exception {
        sidecar(Map.of());
        platform.wanted = Rig.wanting(Rig.fault("f", FaultType.ERROR).ttlSeconds(2).build());
        await().untilAsserted(() -> assertThat(status("/text")).isEqualTo(500));

        platform.die();

        await().atMost(Duration.ofSeconds(4)).untilAsserted(() -> assertThat(status("/text")).isEqualTo(200));
    }

    @Test
    void aPlatformThatReturnsGetsOneRequestWithWhatItMissed() throws Exception {
        sidecar(Map.of());
        await().until(() -> platform.newest() != null && platform.newest().status() == AgentStatus.HEALTHY);
        platform.die();
        int before = platform.beats.size();
        long last = platform.newest().sequence();
        agent.healthStatus = 503;
        await().until(() -> rig.heartbeats.now().status() == AgentStatus.UNHEALTHY);
        agent.healthStatus = 200;
        await().until(() -> rig.heartbeats.now().status() == AgentStatus.HEALTHY);

        platform.start();

        await().until(() -> platform.beats.size() >= before + 2);
        Heartbeat first = platform.beats.get(before);
        assertThat(told(first))
                .containsExactlyElementsOf(LongStream.rangeClosed(last + 1, first.sequence()).boxed().toList());
        assertThat(first.missed()).extracting(Heartbeat.Missed::status).contains(AgentStatus.UNHEALTHY);
        assertThat(first.missedDropped()).isZero();
        assertThat(platform.beats.get(before + 1).missed())
                .allMatch(missed -> missed.sequence() > first.sequence());
    }

    @Test
    void whatIsKeptIsBoundedHoweverLongThePlatformIsAway() throws Exception {
        sidecar(Map.of("heartbeat.interval", "5ms"));
        platform.die();

        Heartbeat full = await().until(rig.heartbeats::now, now -> now.missedDropped() > 100);

        assertThat(full.missed()).hasSize(120);
        platform.start();
        await().until(() -> rig.heartbeats.now().missed().isEmpty());
    }

    @Test
    void aPlatformThatAsksForPatienceGetsIt() throws Exception {
        platform.refusal = 429;
        sidecar(Map.of());

        await().until(() -> platform.refusedAt.size() >= 2);
        assertThat(Duration.ofNanos(platform.refusedAt.get(1) - platform.refusedAt.get(0)))
                .isGreaterThan(Duration.ofMillis(950));
        platform.refusal = 0;
        await().until(() -> rig.heartbeats.sent() > 0);
    }

    @Test
    void waitsAreRandomUpToABoundThatDoubles() throws Exception {
        sidecar(Map.of("heartbeat.interval", "5s", "heartbeat.longest-backoff", "60s"));

        assertThat(rig.heartbeats.backoff(1, 1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(rig.heartbeats.backoff(2, 1)).isEqualTo(Duration.ofSeconds(10));
        assertThat(rig.heartbeats.backoff(3, 0.5)).isEqualTo(Duration.ofSeconds(10));
        assertThat(rig.heartbeats.backoff(50, 1)).isEqualTo(Duration.ofSeconds(60));
        assertThat(rig.heartbeats.backoff(50, 0)).isZero();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT) // It waits for heartbeats of five seconds.
    void withTheDefaultsALatencyFaultShowsWithinTwoHeartbeatsThoughNobodyAsks() throws Exception {
        platform.wanted = Rig.wanting(Rig.fault("slow", FaultType.LATENCY).ttlSeconds(60).build());
        withDefaults();
        await().atMost(Duration.ofSeconds(12)).until(() -> rig.faults.isAnyActive("agent"));
        int before = platform.beats.size();

        await().atMost(Duration.ofSeconds(12)).until(() -> platform.beats.size() == before + 2);

        assertThat(platform.newest().status()).isEqualTo(AgentStatus.DEGRADED);
        assertThat(platform.newest().latencyMs()).isGreaterThan(2000);
        assertThat(platform.newest().traffic().synthetic()).isEqualTo(platform.newest().traffic().requests());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT) // It waits for heartbeats of five seconds.
    void withTheDefaultsAnErrorFaultShowsWithinTwoHeartbeatsThoughNobodyAsks() throws Exception {
        platform.wanted = Rig.wanting(Rig.fault("e", FaultType.ERROR).ttlSeconds(60).build());
        withDefaults();
        await().atMost(Duration.ofSeconds(12)).until(() -> rig.faults.isAnyActive("agent"));
        int before = platform.beats.size();

        await().atMost(Duration.ofSeconds(12)).until(() -> platform.beats.size() == before + 2);

        assertThat(platform.newest().status()).isEqualTo(AgentStatus.UNHEALTHY);
        assertThat(platform.newest().errorRate()).isEqualTo(1);
        assertThat(agent.requests).hasValue(0);
    }

    private void withDefaults() throws Exception {
        Settings defaults = Settings.of(Map.of());
        assertThat(defaults.heartbeat().interval()).isEqualTo(Duration.ofSeconds(5));
        rig = new Rig(dataDir, Map.of("proxy.target-url", agent.url(), "heartbeat.platform-url", platform.url()));
    }
}
