package io.agentops.it;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A sidecar with its agent, as processes of their own. */
final class SidecarProcess implements AutoCloseable {

    private final Process process;
    private final int proxyPort;

    /** One whose agent lives until it is killed. */
    SidecarProcess(String agentId) throws IOException {
        this(agentId, List.of(), Map.of());
    }

    /**
     * Starts one.
     *
     * @param agentArguments of {@link MortalAgent}, but for its port
     * @param environment beside or in place of the usual one
     */
    SidecarProcess(String agentId, List<String> agentArguments, Map<String, String> environment) throws IOException {
        Path data = Files.createTempDirectory(Files.createDirectories(RunningPlatform.data()), "sidecar-");
        List<Integer> ports = freePorts(3);
        proxyPort = ports.get(0);
        int agentPort = ports.get(1);
        ProcessBuilder launcher = new ProcessBuilder(java(), "-Xmx96m", "-jar",
                RunningPlatform.root().resolve("sidecar-service/target/quarkus-app/quarkus-run.jar").toString());
        launcher.environment().putAll(Map.of("AGENTOPS_SIDECAR_AGENT_ID", agentId,
                "AGENTOPS_SIDECAR_ENVIRONMENT", "staging", "AGENTOPS_SIDECAR_DATA_DIR", data.toString(),
                "AGENTOPS_SIDECAR_PROXY_PORT", String.valueOf(proxyPort),
                "AGENTOPS_SIDECAR_PROXY_TARGET_URL", "http://127.0.0.1:" + agentPort,
                "AGENTOPS_SIDECAR_HEARTBEAT_PLATFORM_URL", RunningPlatform.base(),
                "AGENTOPS_SIDECAR_HEARTBEAT_INTERVAL", "1s", "AGENTOPS_SIDECAR_PROBE_INTERVAL", "500ms",
                "AGENTOPS_SIDECAR_PROCESS_COMMAND", agent(agentPort, agentArguments),
                "QUARKUS_HTTP_PORT", String.valueOf(ports.get(2))));
        launcher.environment().putAll(environment);
        File log = data.resolve("sidecar.log").toFile();
        process = launcher.redirectErrorStream(true).redirectOutput(log).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    }

    private static String agent(int port, List<String> arguments) {
        String classes = Path.of(MortalAgent.class.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
        List<String> command = new ArrayList<>(
                List.of(java(), "-Xmx32m", "-cp", classes, MortalAgent.class.getName(), String.valueOf(port)));
        command.addAll(arguments);
        return String.join(",", command);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Where callers of the agent ask. */
    String url() {
        return "http://127.0.0.1:" + proxyPort;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** Held at once, so that no two are the same. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}
