package io.agentops.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.contract.agent.AgentStatus;
import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.ExitReason;
import io.agentops.contract.agent.FaultType;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.agent.RecoveryAction;
import io.agentops.contract.agent.RecoveryCommand;
import io.agentops.contract.agent.RecoveryOutcome;
import io.agentops.contract.agent.RecoveryResult;
import io.agentops.sidecar.DataFiles;
import io.agentops.sidecar.Rig;
import io.agentops.sidecar.Settings;
import io.agentops.sidecar.TestPlatform;

/** With a real process as the agent. */
class SupervisionTest {

    @TempDir
    private Path dataDir;
    private TestPlatform platform;
    private Rig rig;
    private int port;

    @BeforeEach
    void start() throws Exception {
        platform = new TestPlatform();
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (rig != null) {
            rig.close();
        }
        platform.close();
    }

    private void sidecar(Map<String, String> given) throws Exception {
        launch(given);
        await().atMost(Duration.ofSeconds(30)).until(() -> platform.newest() != null
                && platform.newest().status() == AgentStatus.HEALTHY);
    }

    private void launch(Map<String, String> given) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("proxy.target-url", "http://127.0.0.1:" + port,
                "heartbeat.platform-url", platform.url(), "heartbeat.interval", "100ms", "probe.interval", "100ms",
                "process.stop-timeout", "3s", "process.command",
                String.join(",", java(), "-Xmx32m", "-XX:TieredStopAtLevel=1",
                        "-cp", classes(),
                        AgentMain.class.getName(), Integer.toString(port), gate().toString())));
        all.putAll(given);
        rig = new Rig(dataDir, all);
    }

    /** While it is there, agents neither come up nor go when asked to. */
    private Path gate() {
        return dataDir.resolve("gate");
    }

    private void kill() {
        ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
    }

    private static String classes() throws java.net.URISyntaxException {
        return Path.of(AgentMain.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private long pid() {
        return rig.process.report().pid();
    }

    private ExitReason lastExit() {
        await().until(() -> platform.newest().process().lastExit() != null);
        return platform.newest().process().lastExit();
    }

    private static RecoveryCommand restart(String id, long token) {
        return new RecoveryCommand(id, RecoveryAction.RESTART, token, Instant.now(), null);
    }

    private RecoveryResult recovered(String id) {
        await().atMost(Duration.ofSeconds(30)).until(() -> platform.newest().recoveries().stream()
                .anyMatch(result -> id.equals(result.recoveryId())));
        return platform.newest().recoveries().stream().filter(result -> id.equals(result.recoveryId())).findFirst()
                .orElseThrow();
    }

    @Test
    void aKilledProcessIsToldWithItsSignalAndLeftToThePlatform() throws Exception {
        sidecar(Map.of());
        long pid = pid();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        ExitReason exit = lastExit();
        assertThat(exit).extracting(ExitReason::signal, ExitReason::code, ExitReason::requested, ExitReason::pid)
                .containsExactly("SIGKILL", null, false, pid);
        await().until(() -> platform.newest().status() == AgentStatus.UNHEALTHY);
        assertThat(platform.newest().process().pid()).isNull();
    }

    @Test
    void anExitIsToldWithItsCodeAndTheProcessStartedAgainWhereThatIsThePolicy() throws Exception {
        sidecar(Map.of("process.on-exit", "restart", "process.first-backoff", "50ms"));
        long pid = pid();

        HttpClient.newHttpClient().sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/exit?3")).build(),
                BodyHandlers.discarding());

        assertThat(lastExit()).extracting(ExitReason::code, ExitReason::signal).containsExactly(3, null);
        await().atMost(Duration.ofSeconds(30)).until(() -> platform.newest().process().pid() != null
                && platform.newest().process().restarts() == 1);
        assertThat(pid()).isNotEqualTo(pid);
    }

    @Test
    void aDeadProcessIsUnhealthyThoughNobodyAsksItAnything() throws Exception {
        launch(Map.of("probe.kind", "none"));
        await().until(() -> platform.newest() != null && platform.newest().process().pid() != null);
        assertThat(platform.newest().status()).isEqualTo(AgentStatus.UNKNOWN);

        kill();

        await().until(() -> platform.newest().status() == AgentStatus.UNHEALTHY);
        assertThat(platform.newest().reason()).isEqualTo("the process does not run");
    }

    @Test
    void aProcessThatDiesWhileItStartsIsUnhealthyAtOnce() throws Exception {
        Files.createFile(gate());
        launch(Map.of());
        await().until(() -> platform.newest() != null && platform.newest().warming());

        kill();

        await().until(() -> platform.newest().status() == AgentStatus.UNHEALTHY);
        assertThat(platform.newest().reason()).isEqualTo("the process does not run");
    }

    @Test
    void anAgentThatTheSidecarStartedAgainHasItsTimeToStart() throws Exception {
        sidecar(Map.of("process.on-exit", "restart", "process.first-backoff", "50ms"));
        Files.createFile(gate());

        kill();

        await().atMost(Duration.ofSeconds(30)).until(() -> platform.newest().process().restarts() == 1
                && platform.newest().probe().failures() >= 3 && platform.newest().warming());
        assertThat(platform.newest()).extracting(Heartbeat::status, Heartbeat::reason)
                .containsExactly(AgentStatus.UNKNOWN, "the agent is starting");
        Files.delete(gate());
        await().atMost(Duration.ofSeconds(30)).until(() -> platform.newest().status() == AgentStatus.HEALTHY);
    }

    @Test
    void aStartThatCannotBeRememberedIsNoneAndIsTriedAgainWhereThatIsThePolicy() throws Exception {
        sidecar(Map.of("process.on-exit", "restart", "process.first-backoff", "50ms"));
        block(processFile());

        kill();

        long first = unremembered();
        await().atMost(Duration.ofSeconds(30)).until(() -> unremembered() != first);
        assertGone(first);
        assertThat(rig.process.report()).extracting(Heartbeat.ProcessReport::pid, Heartbeat.ProcessReport::restarts)
                .containsExactly(null, 0);

        Files.delete(processFile());

        await().atMost(Duration.ofSeconds(30)).until(() -> platform.newest().process().restarts() == 1
                && platform.newest().status() == AgentStatus.HEALTHY);
    }

    @Test
    void aRecoveryWhoseStartCannotBeRememberedFails() throws Exception {
        sidecar(Map.of());
        block(processFile());
        platform.wanted = new DesiredConfig(2, Instant.now(), List.of(), restart("r-1", 1));

        RecoveryResult result = recovered("r-1");

        assertThat(result).extracting(RecoveryResult::outcome, RecoveryResult::newPid)
                .containsExactly(RecoveryOutcome.FAILED, null);
        assertGone(unremembered());
    }

    /** A folder in a file's place cannot be written to: as a full disk, and for root too. */
    private static void block(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createDirectory(file);
    }

    /** A process of which was written what did not get to its place. */
    private long unremembered() {
        return await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> DataFiles
                .read(dataDir.resolve("process.json.next"), SavedProcess.class).orElseThrow().pid(), pid -> true);
    }

    private static void assertGone(long pid) {
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void aCrashFaultIsAKill() throws Exception {
        sidecar(Map.of());
        platform.wanted = Rig.wanting(Rig.fault("c", FaultType.CRASH).build());

        assertThat(lastExit().signal()).isEqualTo("SIGKILL");
    }

    @Test
    void theLogIsReadFromItsEndAndTheAgentHasNoSettingOfOurs() throws Exception {
        sidecar(Map.of());

        await().untilAsserted(() -> assertThat(rig.process.tail(2)).containsExactly("key=null", "listening"));
        assertThat(rig.process.tail(1)).containsExactly("listening");
    }

    @Test
    void aRecoveryRestartsOnceHoweverOftenItIsAskedFor() throws Exception {
        sidecar(Map.of());
        long before = pid();
        platform.wanted = new DesiredConfig(2, Instant.now(), List.of(), restart("r-1", 1));

        RecoveryResult result = recovered("r-1");

        assertThat(result).extracting(RecoveryResult::outcome, RecoveryResult::newPid)
                .containsExactly(RecoveryOutcome.SUCCEEDED, pid());
        assertThat(result.exit()).extracting(ExitReason::pid, ExitReason::requested).containsExactly(before, true);
        await().atMost(Duration.ofSeconds(30)).until(() -> platform.newest().status() == AgentStatus.HEALTHY);
        int beats = platform.beats.size();
        await().until(() -> platform.beats.size() > beats + 5);
        assertThat(pid()).isEqualTo(result.newPid());
        assertThat(platform.newest().process().restarts()).isEqualTo(1);
        assertThat(platform.beats).extracting(beat -> beat.status()).contains(AgentStatus.RECOVERING);

        ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(30)).until(() -> platform.newest().status() == AgentStatus.UNHEALTHY);
        assertThat(platform.newest().process().restarts()).isEqualTo(1);
    }

    @Test
    void whatASidecarBeganBeforeItWasKilledIsNotRepeatedByTheNext() throws Exception {
        sidecar(Map.of());
        rig.recoveries.carryOut(restart("r-1", 5), null);
        long pid = pid();
        Settings settings = Settings.of(Map.of("data-dir", dataDir.toString()));

        Recoveries next = new Recoveries(settings.sidecar(), rig.process, rig.faults);
        assertThat(next.carryOut(restart("r-1", 5), null)).isFalse();
        assertThat(next.carryOut(restart("r-0", 4), null)).isFalse();

        assertThat(pid()).isEqualTo(pid);
        assertThat(next.latest()).extracting(RecoveryResult::recoveryId, RecoveryResult::outcome).containsExactly(
                org.assertj.core.groups.Tuple.tuple("r-1", RecoveryOutcome.SUCCEEDED),
                org.assertj.core.groups.Tuple.tuple("r-0", RecoveryOutcome.STALE));
    }

    @Test
    void aRecoveryThatWasCutOffIsToldAsInterrupted() throws Exception {
        sidecar(Map.of());
        io.agentops.sidecar.DataFiles.write(dataDir.resolve("recoveries.json"),
                new Recoveries.Journal(3, restart("r-3", 3), List.of()));
        long pid = pid();

        Recoveries next = new Recoveries(Settings.of(Map.of("data-dir", dataDir.toString())).sidecar(), rig.process,
                rig.faults);

        assertThat(next.carryOut(restart("r-3", 3), null)).isFalse();
        assertThat(next.latest().get(0).outcome()).isEqualTo(RecoveryOutcome.INTERRUPTED);
        assertThat(pid()).isEqualTo(pid);
    }

    @Test
    void aRecoveryThatCannotBeWrittenDownIsNotBegun() throws Exception {
        sidecar(Map.of());
        long pid = pid();
        block(dataDir.resolve("recoveries.json"));
        platform.wanted = new DesiredConfig(2, Instant.now(), List.of(), restart("r-1", 1));

        assertThat(recovered("r-1")).extracting(RecoveryResult::outcome, RecoveryResult::detail)
                .containsExactly(RecoveryOutcome.FAILED, "the sidecar cannot write to its disk");

        assertThat(pid()).isEqualTo(pid);
        Files.delete(dataDir.resolve("recoveries.json"));
        platform.wanted = new DesiredConfig(3, Instant.now(), List.of(), restart("r-2", 2));
        assertThat(recovered("r-2").outcome()).isEqualTo(RecoveryOutcome.SUCCEEDED);
    }

    @Test
    void aRecoveryWhoseEndCannotBeWrittenDownIsToldAllTheSame() throws Exception {
        sidecar(Map.of("process.stop-timeout", "60s"));
        Files.createFile(gate());
        platform.wanted = new DesiredConfig(2, Instant.now(), List.of(), restart("r-1", 1));
        await().atMost(Duration.ofSeconds(30)).until(rig.recoveries::isUnderWay);
        block(dataDir.resolve("recoveries.json"));

        Files.delete(gate());

        assertThat(recovered("r-1").outcome()).isEqualTo(RecoveryOutcome.SUCCEEDED);
        assertThat(rig.recoveries.isUnderWay()).isFalse();
        await().atMost(Duration.ofSeconds(30)).until(() -> platform.newest().status() == AgentStatus.HEALTHY);
        assertThat(platform.newest().process().restarts()).isEqualTo(1);
    }

    @Test
    void whatIsRefusedIsToldAlthoughItCannotBeWrittenDown() throws Exception {
        sidecar(Map.of());
        block(dataDir.resolve("recoveries.json"));
        Instant serverTime = Instant.parse("2001-01-01T00:00:00Z");
        platform.wanted = new DesiredConfig(2, serverTime, List.of(),
                new RecoveryCommand("r-1", RecoveryAction.RESTART, 1, serverTime.minusSeconds(60),
                        serverTime.minusSeconds(1)));

        assertThat(recovered("r-1").outcome()).isEqualTo(RecoveryOutcome.EXPIRED);
    }

    @Test
    void aRecoveryThatIsLateIsLeftOut() throws Exception {
        sidecar(Map.of());
        Instant serverTime = Instant.parse("2001-01-01T00:00:00Z");
        platform.wanted = new DesiredConfig(2, serverTime, List.of(),
                new RecoveryCommand("r-1", RecoveryAction.RESTART, 1, serverTime.minusSeconds(60),
                        serverTime.minusSeconds(1)));

        assertThat(recovered("r-1").outcome()).isEqualTo(RecoveryOutcome.EXPIRED);
        assertThat(platform.newest().process().restarts()).isZero();
    }

    @Test
    void theNextSidecarTakesOverTheProcessThatStillRuns() throws Exception {
        sidecar(Map.of());
        Settings settings = Settings.of(Map.of("data-dir", dataDir.toString(), "process.command", "never-started"));

        AgentProcess next = new AgentProcess(rig.vertx, settings.sidecar(), settings.process());
        next.start();

        assertThat(next.report().pid()).isEqualTo(pid());
    }

    @ParameterizedTest
    @CsvSource({"3600, true", "2, false"})
    void itDoesSoAlthoughTheClockWasSetMeanwhile(int seconds, boolean ticks) throws Exception {
        sidecar(Map.of());
        SavedProcess saved = DataFiles.read(processFile(), SavedProcess.class).orElseThrow();
        assumeThat(saved.startedTicks()).isNotNull();
        DataFiles.write(processFile(), new SavedProcess(saved.pid(), saved.startedAtMillis() - seconds * 1000L,
                ticks ? saved.startedTicks() : null));
        Settings settings = Settings.of(Map.of("data-dir", dataDir.toString(), "process.command", "never-started"));

        AgentProcess next = new AgentProcess(rig.vertx, settings.sidecar(), settings.process());
        next.start();

        assertThat(next.report().pid()).isEqualTo(pid());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "60,"})
    void aProcessThatOnlyHasTheSameIdIsNotTakenOver(int seconds, Long ticks) throws Exception {
        sidecar(Map.of());
        SavedProcess saved = DataFiles.read(processFile(), SavedProcess.class).orElseThrow();
        assumeThat(saved.startedTicks()).isNotNull();
        DataFiles.write(processFile(),
                new SavedProcess(saved.pid(), saved.startedAtMillis() - seconds * 1000L, ticks));
        Settings settings = Settings.of(Map.of("data-dir", dataDir.toString(), "process.command", java()));

        AgentProcess next = new AgentProcess(rig.vertx, settings.sidecar(), settings.process());
        next.start();

        assertThat(DataFiles.read(processFile(), SavedProcess.class).orElseThrow().pid()).isNotEqualTo(pid());
    }

    private Path processFile() {
        return dataDir.resolve("process.json");
    }

    @Test
    void theWaitBeforeARestartDoublesAndBeginsAnewAfterASteadyWhile() {
        Backoff backoff = new Backoff(Settings.of(Map.of()).process(), () -> 0.5);

        assertThat(backoff.next(Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));
        assertThat(backoff.next(Duration.ZERO)).isEqualTo(Duration.ofSeconds(10));
        for (int i = 0; i < 10; i++) {
            backoff.next(Duration.ZERO);
        }
        assertThat(backoff.next(Duration.ofMinutes(9))).isEqualTo(Duration.ofSeconds(300));
        assertThat(backoff.next(Duration.ofMinutes(10))).isEqualTo(Duration.ofSeconds(5));
        assertThat(new Backoff(Settings.of(Map.of()).process(), () -> 0).next(Duration.ZERO))
                .isEqualTo(Duration.ofSeconds(4));
        assertThat(new Backoff(Settings.of(Map.of()).process(), () -> 1).next(Duration.ZERO))
                .isEqualTo(Duration.ofSeconds(6));
    }
}
