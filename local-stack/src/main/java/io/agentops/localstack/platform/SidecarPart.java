package io.agentops.localstack.platform;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.agentops.localstack.part.Part;
import io.agentops.localstack.part.Placement;

/**
 * A sidecar and the demo agent that it runs. It has started when both answer. Killed, it leaves the agent to the
 * sidecar that is started next; ended, it leaves none.
 */
final class SidecarPart implements Part {

    private static final String KEY = "AGENTOPS_DEMO_API_KEY";
    private static final String SECRET = "APP_INGEST_SECRET";

    private final Path data;
    private final JvmPart sidecar;

    SidecarPart(Path home, int base, DemoAgent agent, Placement placement) {
        this.data = data(placement.folder(), agent);
        Map<String, String> environment = new HashMap<>(ofSidecar(base, agent));
        environment.putAll(ofAgent(base, agent));
        environment.put("AGENTOPS_SIDECAR_PROCESS_COMMAND", command(home));
        this.sidecar = new JvmPart(new JvmPart.Program(agent.role(), agent.users(base),
                home.resolve("sidecar-service/target/quarkus-app/quarkus-run.jar"), DemoFleet.smallJvm(16, 40),
                environment, pages(base, agent)), placement);
    }

    /** Where the sidecar of a demo agent keeps what outlives it. */
    static Path data(Path folder, DemoAgent agent) {
        return folder.resolve("demo").resolve(agent.role());
    }

    /** Not by the way of users: requests that come before the agent is there count against it. */
    private static List<String> pages(int base, DemoAgent agent) {
        return List.of(JvmPart.at(agent.sidecar(base)) + "/q/health/ready", JvmPart.at(agent.port(base)) + "/health");
    }

    private Map<String, String> ofSidecar(int base, DemoAgent agent) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARKUS_HTTP_PORT", Integer.toString(agent.sidecar(base)),
                "AGENTOPS_SIDECAR_AGENT_ID", agent.id(),
                "AGENTOPS_SIDECAR_AGENT_NAME", agent.agentName(),
                "AGENTOPS_SIDECAR_AGENT_VERSION", agent.version(),
                "AGENTOPS_SIDECAR_ENVIRONMENT", DemoAgent.environment(),
                "AGENTOPS_SIDECAR_DATA_DIR", data.toString(),
                "AGENTOPS_SIDECAR_HEARTBEAT_PLATFORM_URL", JvmPart.at(base),
                // Before the sidecar itself is killed, which has 15 s.
                "AGENTOPS_SIDECAR_PROCESS_STOP_TIMEOUT", "5s"));
        environment.putAll(Map.of(
                "AGENTOPS_SIDECAR_PROXY_PORT", Integer.toString(agent.users(base)),
                "AGENTOPS_SIDECAR_PROXY_TARGET_URL", JvmPart.at(agent.port(base)),
                "AGENTOPS_SIDECAR_PROXY_EGRESS_TOOLS_PORT", Integer.toString(agent.tools(base)),
                "AGENTOPS_SIDECAR_PROXY_EGRESS_TOOLS_TARGET_URL", JvmPart.at(DemoFleet.tools(base))));
        Stream.of(KEY, SECRET).map(name -> System.getenv().getOrDefault(name, "")).filter(key -> !key.isBlank())
                .findFirst()
                .ifPresent(key -> environment.put("AGENTOPS_SIDECAR_HEARTBEAT_PROJECT_KEY", key));
        return environment;
    }

    private static Map<String, String> ofAgent(int base, DemoAgent agent) {
        return Map.of(
                "AGENTOPS_DEMO_PARTS", agent.part(),
                "AGENTOPS_DEMO_PLATFORM_URL", JvmPart.at(base),
                agent.settings() + "_PORT", Integer.toString(agent.port(base)),
                agent.settings() + "_TOOLS_URL", JvmPart.at(agent.tools(base)) + "/tools",
                "AGENTOPS_DEMO_HAND_OVER_URL", JvmPart.at(DemoAgent.SUMMARY.users(base)));
    }

    /** As the sidecar reads it: separated by commas. */
    private static String command(Path home) {
        return Stream.of(Stream.of(JvmPart.java()), DemoFleet.smallJvm(8, 48).stream(),
                Stream.of("-jar", DemoFleet.jar(home).toString())).flatMap(words -> words)
                .map(word -> word.replace(",", "\\,")).collect(Collectors.joining(","));
    }

    @Override
    public String name() {
        return sidecar.name();
    }

    @Override
    public int port() {
        return sidecar.port();
    }

    @Override
    public void start() {
        sidecar.start();
    }

    @Override
    public void stop() {
        sidecar.stop();
        LeftAgent.end(data);
    }

    @Override
    public void kill() {
        sidecar.kill();
    }

    @Override
    public boolean isRunning() {
        return sidecar.isRunning();
    }

    @Override
    public long pid() {
        return sidecar.pid();
    }
}
