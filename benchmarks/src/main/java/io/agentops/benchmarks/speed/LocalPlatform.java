package io.agentops.benchmarks.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The platform as {@code ./agentops up} starts it, with the memory that docs/performance.md advises, on an empty data folder that is deleted at the end; fsync is on. */
public final class LocalPlatform implements AutoCloseable {

    private static final String JAVA_OPTIONS = "AGENTOPS_JAVA_OPTS";
    private static final String POSTGRES_OPTIONS = "AGENTOPS_POSTGRES_OPTS";
    private static final long START_SECONDS = 300;
    private static final long END_SECONDS = 60;

    private final int port;
    private final Path data;
    private final Process launcher;

    /** Starts it, on this port and those behind it. */
    public LocalPlatform(int port) throws IOException, InterruptedException {
        this.port = port;
        data = Files.createTempDirectory("agentops-speed");
        Path log = data.resolve("up.log");
        ProcessBuilder builder = new ProcessBuilder("./agentops", "up", "--no-demo", "--port", Integer.toString(port),
                "--data",
                data.resolve("data").toString()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put(JAVA_OPTIONS, javaOptions());
        builder.environment().putIfAbsent(POSTGRES_OPTIONS, "-c shared_buffers=1GB");
        launcher = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(launcher::destroy));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.readString(log).contains("AgentOps is up")) {
            if (System.nanoTime() > deadline || launcher.waitFor(200, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the platform does not start:\n" + Files.readString(log));
            }
        }
    }

    /** What docs/performance.md advises, where the environment says nothing else. */
    static String javaOptions() {
        return System.getenv().getOrDefault(JAVA_OPTIONS, "-Xms1g -Xmx1g -Xmn600m -XX:ReservedCodeCacheSize=128m");
    }

    /** The port of ingest-service: the load goes past the origin, as it does behind an ingress. */
    public int ingestPort() {
        return port + 1;
    }

    public int queryPort() {
        return port + 2;
    }

    String kafka() {
        return "localhost:" + (port + 11);
    }

    public Connection database() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + (port + 10) + "/agentops", "agentops",
                "agentops");
    }

    /** The same for other clients. */
    String databaseUri() {
        return "postgresql://agentops:agentops@localhost:" + (port + 10) + "/agentops";
    }

    /** What figures depend on beside the machine: the server's version, how it was compiled, its memory, and the JVM of the services. */
    String description() throws SQLException {
        try (Connection connection = database();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        """
                                SELECT format('PostgreSQL %s (%s), %s of shared_buffers', current_setting('server_version'),
                                              coalesce(substring(setting FROM '-O[^ ]*'), '-O0'), current_setting('shared_buffers'))
                                  FROM pg_config() WHERE name = 'CFLAGS'""")) {
            row.next();
            return row.getString(1) + ", " + processes("ingest-service").stream()
                    .flatMap(process -> process.info().command().stream()).findFirst().orElse("an unknown JVM");
        }
    }

    /** The processes of a part, by a word of their command lines. */
    List<ProcessHandle> processes(String word) {
        return launcher.toHandle().descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(word)).toList();
    }

    @Override
    public void close() throws IOException {
        launcher.destroy();
        try {
            launcher.onExit().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            launcher.destroyForcibly().onExit().join();
        }
        try (var files = Files.walk(data)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
