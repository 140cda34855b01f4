package io.agentops.benchmarks.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.agentops.localstack.process.ChildProcess;
import io.agentops.localstack.process.Reaper;

/**
 * The platform as {@code ./agentops up} starts and supervises it, with a proxy before each part and, at times, a second
 * ingest-service. The parts' own ports stay reachable for checks that must not suffer from the faults.
 */
final class Cluster implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration END = Duration.ofSeconds(75);
    private static final Duration FIND = Duration.ofSeconds(60);
    private static final int BLOCK = 40;
    private static final int PROXIES = 10;
    private static final int REPLICA = 30;
    private static final Map<Victim, Integer> PARTS = Map.of(Victim.POSTGRESQL, 10, Victim.KAFKA, 11, Victim.REDIS, 12);

    private final Path home;
    private final Path folder;
    private final int port;
    private final Map<Victim, TcpProxy> proxies = new EnumMap<>(Victim.class);
    private final Map<String, String> environment;
    private final Optional<Disk> disk;
    private final Reaper reaper = Reaper.start();
    private ChildProcess launcher;
    private volatile ChildProcess replica;

    private Cluster(Path home, Path folder, Map<String, String> environment, Optional<Disk> disk) {
        this.home = home;
        this.folder = folder;
        this.port = freeBlock();
        this.environment = new HashMap<>(environment);
        this.disk = disk;
    }

    /**
     * Starts the platform and waits until it says that it is up.
     *
     * @param home the root of the repository, which is built
     * @param folder an empty one for data and logs
     * @param environment further settings of the services
     * @param diskBytes the room for the platform's data; 0 for no limit
     */
    static Cluster start(Path home, Path folder, Map<String, String> environment, long diskBytes)
            throws IOException, InterruptedException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Optional<Disk> disk = diskBytes == 0 ? Optional.empty() : Disk.mount(data, diskBytes);
        Cluster cluster = new Cluster(home, folder, environment, disk);
        try {
            cluster.launch(data);
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void launch(Path data) throws IOException {
        for (Map.Entry<Victim, Integer> part : PARTS.entrySet()) {
            proxies.put(part.getKey(), new TcpProxy(proxyPort(part.getKey()), port + part.getValue()));
        }
        environment.put("AGENTOPS_KAFKA_ADVERTISED", "localhost:" + proxyPort(Victim.KAFKA));
        environment.put("AGENTOPS_JAVA_OPTS", String.join(" ", viaProxies()));
        Path log = folder.resolve("platform.log");
        launcher = ChildProcess.start("platform",
                List.of(home.resolve("agentops").toString(), "up", "--no-demo", "--port",
                        Integer.toString(port), "--data", data.toString()),
                environment, log, reaper, Reaper.Signal.TERM);
        Waiting.until("the platform to be up; see " + log, START,
                () -> !launcher.isAlive() || (Files.exists(log) && Files.readString(log).contains("AgentOps is up")));
        if (!launcher.isAlive()) {
            throw new IllegalStateException("The platform did not start: " + Files.readString(log));
        }
    }

    /** System properties win over what the platform itself tells its services. */
    private List<String> viaProxies() {
        String database = "postgresql://localhost:" + proxyPort(Victim.POSTGRESQL) + "/agentops";
        return List.of("-Dquarkus.datasource.reactive.url=" + database,
                "-Dquarkus.datasource.jdbc.url=jdbc:" + database,
                "-Dkafka.bootstrap.servers=" + kafka(),
                "-Dquarkus.redis.hosts=redis://localhost:" + proxyPort(Victim.REDIS));
    }

    private int proxyPort(Victim part) {
        return port + PROXIES + PARTS.get(part);
    }

    String base() {
        return "http://localhost:" + port;
    }

    /** Where runs may be sent to: the origin, and the second ingest-service while it is there. */
    List<String> doors() {
        return replica == null ? List.of(base()) : List.of(base(), "http://localhost:" + (port + REPLICA));
    }

    /** Kafka as everybody reaches it, through the proxy. */
    String kafka() {
        return "localhost:" + proxyPort(Victim.KAFKA);
    }

    /** PostgreSQL, past the proxy. */
    Connection database() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + (port + 10) + "/agentops", "agentops",
                "agentops");
    }

    TcpProxy proxy(Victim part) {
        return proxies.get(part);
    }

    Optional<Disk> disk() {
        return disk;
    }

    Path folder() {
        return folder;
    }

    /** The process of a victim; one that is being started again is waited for. */
    ProcessHandle find(Victim victim) {
        List<ProcessHandle> found = new ArrayList<>();
        Waiting.until(victim.title() + " to run", FIND, () -> {
            ProcessHandle.of(launcher.pid()).stream().flatMap(ProcessHandle::children)
                    .filter(child -> victim.isStartedBy(commandLine(child))).forEach(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    /** Starts a second ingest-service; returns without waiting until it is ready. */
    void join() {
        Map<String, String> settings = new HashMap<>(environment);
        settings.put("QUARKUS_HTTP_PORT", Integer.toString(port + REPLICA));
        settings.put("QUARKUS_GRPC_SERVER_PORT", Integer.toString(port + REPLICA + 1));
        settings.put("QUARKUS_DATASOURCE_USERNAME", "agentops");
        settings.put("QUARKUS_DATASOURCE_PASSWORD", "agentops");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                        "-Xmx256m"));
        command.addAll(viaProxies());
        command.addAll(List.of("-jar", home.resolve("ingest-service/target/quarkus-app/quarkus-run.jar").toString()));
        replica = ChildProcess.start("replica", command, settings, folder.resolve("replica.log"), reaper,
                Reaper.Signal.TERM);
    }

    /** Ends the second ingest-service, by surprise or in good order. */
    void leave(boolean killed) {
        ChildProcess gone = replica;
        replica = null;
        if (gone != null && killed) {
            gone.kill();
        } else if (gone != null) {
            gone.signal(Reaper.Signal.TERM);
            gone.awaitEnd(Duration.ofSeconds(30));
        }
    }

    @Override
    public void close() throws IOException {
        leave(true);
        if (launcher != null) {
            launcher.signal(Reaper.Signal.TERM);
            launcher.awaitEnd(END);
        }
        for (TcpProxy proxy : proxies.values()) {
            proxy.close();
        }
        if (disk.isPresent()) {
            disk.get().close();
        }
    }

    /** Whole, which {@link ProcessHandle.Info} does not promise of a long one. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    private static int freeBlock() {
        for (int base = 21_000; base < 32_000; base += 100) {
            int first = base;
            if (java.util.stream.IntStream.range(first, first + BLOCK).allMatch(Cluster::isFree)) {
                return base;
            }
        }
        throw new IllegalStateException("No free block of ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Sends a signal to processes; one that is gone does not mind. */
    static void signal(String name, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-s", name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new IllegalStateException("No signals can be sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
