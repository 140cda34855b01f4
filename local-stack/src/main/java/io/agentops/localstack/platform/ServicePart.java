package io.agentops.localstack.platform;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.agentops.localstack.Service;
import io.agentops.localstack.StackException;
import io.agentops.localstack.part.Part;
import io.agentops.localstack.part.Placement;
import io.agentops.localstack.process.Await;
import io.agentops.localstack.process.ChildProcess;
import io.agentops.localstack.process.Reaper;

/**
 * A service in a JVM of its own. It has started when it says that it is ready.
 */
final class ServicePart implements Part {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration END = Duration.ofSeconds(15);

    private final Service service;
    private final Path jar;
    private final int port;
    private final Map<String, String> environment;
    private final Placement placement;
    private volatile ChildProcess process;

    /**
     * Describes the process.
     *
     * @param jar the {@code quarkus-run.jar} of the service
     * @param environment what leads the service to the stack
     */
    ServicePart(Service service, Path jar, int port, Map<String, String> environment, Placement placement) {
        this.service = service;
        this.jar = jar;
        this.port = port;
        this.environment = environment;
        this.placement = placement;
    }

    @Override
    public String name() {
        return service.title();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        if (!Files.exists(jar)) {
            throw new StackException(name() + " is not built: " + jar + " is missing");
        }
        process = ChildProcess.start(name(), command(), environment, placement.log(name()), placement.reaper(),
                Reaper.Signal.TERM);
        Await.answer(name(), process, START, this::isReady);
    }

    @Override
    public void stop() {
        if (isRunning()) {
            process.signal(Reaper.Signal.TERM);
            process.awaitEnd(END);
        }
    }

    @Override
    public void kill() {
        if (isRunning()) {
            process.kill();
        }
    }

    @Override
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    @Override
    public long pid() {
        return process == null ? 0 : process.pid();
    }

    /** Small on purpose: the whole platform fits a laptop. AGENTOPS_JAVA_OPTS comes last and wins. */
    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xms32m", "-Xmx" + service.heapMegabytes() + "m", "-Xss512k",
                "-XX:MaxMetaspaceSize=160m", "-XX:ReservedCodeCacheSize=64m", "-XX:+ExitOnOutOfMemoryError"));
        String more = System.getenv().getOrDefault("AGENTOPS_JAVA_OPTS", "").strip();
        if (!more.isEmpty()) {
            command.addAll(List.of(more.split("\\s+", -1)));
        }
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private boolean isReady() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/q/health/ready")
                .toURL().openConnection();
        connection.setConnectTimeout(1000);
        connection.setReadTimeout(3000);
        try {
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } finally {
            connection.disconnect();
        }
    }
}
