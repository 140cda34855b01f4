package io.agentops.it;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.restassured.RestAssured;

/** The platform as a new user starts it: {@code ./agentops up} on an empty data folder, once for all tests. */
final class RunningPlatform implements BeforeAllCallback, AutoCloseable {

    private static final Path ROOT = Path.of(System.getProperty("agentops.root"));
    private static final Path DATA = Path.of(System.getProperty("agentops.data"));
    private static final Duration START = Duration.ofMinutes(3);
    private static final int BLOCK = 15;

    private static int port;
    private Process process;

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
        ProcessBuilder launcher = new ProcessBuilder(ROOT.resolve("agentops").toString(), "up", "--port",
                String.valueOf(port), "--data", data.toString());
        launcher.environment().put("AGENTOPS_LIVE_HUNG_AFTER", "3s");
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

    static String kafka() {
        return "localhost:" + (port + 11);
    }

    static Connection database() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + (port + 10) + "/agentops", "agentops",
                "agentops");
    }

    /** Ends a service as {@code kill -9} does; the platform starts it again by itself. */
    static void kill(String service) {
        ProcessHandle victim = ProcessHandle.current().descendants()
                .filter(p -> p.info().arguments().map(args -> String.join(" ", args).contains(service + "/target"))
                        .orElse(false))
                .findFirst().orElseThrow();
        victim.destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).until(() -> !victim.isAlive());
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
