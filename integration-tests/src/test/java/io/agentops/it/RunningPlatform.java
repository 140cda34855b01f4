package io.agentops.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.restassured.RestAssured;

/** The platform as a new user starts it: {@code ./agentops up} on an empty data folder, once for all tests. */
final class RunningPlatform implements BeforeAllCallback, AutoCloseable {

    private static final Path ROOT = Path.of(System.getProperty("agentops.root"));
    private static final Path DATA = Path.of(System.getProperty("agentops.data"));
    private static final Duration START = Duration.ofMinutes(3);
    private static final int BLOCK = 21;

    /** Times that a test would wait for. Dead members of Kafka's groups are given up after 10 s instead of 45. */
    private static final Map<String, String> SOONER = Map.of("AGENTOPS_LIVE_HUNG_AFTER", "3s",
            "AGENTOPS_INTAKE_STORED_WAIT", "20s",
            "AGENTOPS_HEALING_CONFIRM_FOR", "2s", "AGENTOPS_HEALING_FIRST_BACKOFF", "1s",
            "AGENTOPS_HEALING_WORK_HEALTHY_FOR", "5s", "AGENTOPS_HEALING_WORK_HEALTHY_WITHIN", "20s",
            "AGENTOPS_HEALING_STORM_PER_MINUTE", "60",
            "KAFKA_SESSION_TIMEOUT_MS", "10000");
    private static final List<String> SERVICES = List.of("ingest-service", "query-service", "rca-service");

    private static int port;
    private static Process process;

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).getOrComputeIfAbsent(RunningPlatform.class,
                type -> {
                    try {
                        start();
                        return this;
                    } catch (IOException e) {
                        throw new IllegalStateException("the platform does not start", e);
                    }
                }, RunningPlatform.class);
    }

    private void start() throws IOException {
        port = freeBlock();
        Path data = Files.createTempDirectory(Files.createDirectories(DATA), "data-");
        File log = DATA.resolve("platform.log").toFile();
        ProcessBuilder launcher = new ProcessBuilder(ROOT.resolve("agentops").toString(), "up", "--no-demo", "--port",
                String.valueOf(port), "--data", data.toString());
        launcher.environment().putAll(SOONER);
        process = launcher.redirectErrorStream(true).redirectOutput(log).directory(ROOT.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        RestAssured.baseURI = base();
        await().atMost(START)
                .until(() -> Files.readString(log.toPath()).contains("AgentOps is up") || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(log.toPath()));
        }
    }

    static String base() {
        return "http://localhost:" + port;
    }

    /** A port of the platform's block by its place. */
    static String port(int place) {
        return String.valueOf(port + place);
    }

    static String kafka() {
        return "localhost:" + (port + 11);
    }

    static Connection database() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + (port + 10) + "/agentops", "agentops",
                "agentops");
    }

    /** Ends a service as {@code kill -9} does; the platform starts it again by itself. */
    static void kill(String service) {
        ProcessHandle victim = running(service);
        victim.destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).until(() -> !victim.isAlive());
    }

    private static ProcessHandle running(String service) {
        return ProcessHandle.current().descendants()
                .filter(p -> p.info().arguments().map(args -> String.join(" ", args).contains(service + "/target"))
                        .orElse(false))
                .findFirst().orElseThrow();
    }

    /** A task that may fail. */
    interface Task {
        void run() throws Exception;
    }

    /** Does something while all services are killed and nobody starts them again; returns when they answer again. */
    static void whileDead(Task task) throws Exception {
        SERVICES.stream().map(RunningPlatform::running).toList().forEach(ProcessHandle::destroyForcibly);
        signal("STOP");
        try {
            for (String service : services()) {
                await().untilAsserted(
                        () -> assertThatThrownBy(() -> given().get(service)).isInstanceOf(ConnectException.class));
            }
            task.run();
        } finally {
            signal("CONT");
            for (String service : services()) {
                await().atMost(START).ignoreExceptions()
                        .until(() -> given().get(service + "/q/health/ready").statusCode() == 200);
            }
        }
    }

    private static List<String> services() {
        return IntStream.rangeClosed(1, SERVICES.size()).mapToObj(place -> "http://127.0.0.1:" + port(place)).toList();
    }

    /** To who runs the services, and the origin before them. */
    private static void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid())).inheritIO().start().waitFor();
    }

    static Path root() {
        return ROOT;
    }

    /** Where platforms of tests keep their data. */
    static Path data() {
        return DATA;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static int freeBlock() {
        for (int base = 20_080; base < 32_000; base += 100) {
            if (isFree(base)) {
                return base;
            }
        }
        throw new IllegalStateException("no free block of ports");
    }

    private static boolean isFree(int base) {
        for (int candidate = base; candidate < base + BLOCK; candidate++) {
            try (ServerSocket socket = new ServerSocket(candidate)) {
                socket.setReuseAddress(true);
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
