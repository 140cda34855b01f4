package io.agentops.localstack.platform;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.agentops.localstack.StackException;
import io.agentops.localstack.part.Part;
import io.agentops.localstack.part.Placement;

/**
 * The demo: each agent a process of its own that its sidecar runs, and one for the tools and the users. Users reach agents, and
 * agents their tools and each other, through the sidecars.
 */
final class DemoFleet {

    private static final int TOOLS = 7;

    private final List<Part> agents;
    private final Part world;
    private final Supervisor supervisor;
    private final Console console;
    private final DemoHealing healing;

    /** @param base the first of the platform's block of ports, the origin's */
    DemoFleet(Path home, int base, Placement placement, Console console) {
        this.agents = Arrays.stream(DemoAgent.values())
                .map(agent -> (Part) new SidecarPart(home, base, agent, placement)).toList();
        this.world = new JvmPart(new JvmPart.Program("demo-world", tools(base), jar(home), smallJvm(8, 48),
                ofWorld(base), List.of(JvmPart.at(tools(base)) + "/health")), placement);
        this.supervisor = new Supervisor(console);
        this.console = console;
        this.healing = new DemoHealing(base, console);
    }

    static Path jar(Path home) {
        return home.resolve("demo-agents/target/demo-agents.jar");
    }

    /** Where the tools answer everybody. */
    static int tools(int base) {
        return base + TOOLS;
    }

    /** What each port is for. */
    static Map<String, Integer> ports(int base) {
        Map<String, Integer> ports = new LinkedHashMap<>(Map.of("the demo's tools", tools(base)));
        Arrays.stream(DemoAgent.values()).map(agent -> agent.ports(base)).forEach(ports::putAll);
        return ports;
    }

    /**
     * Options of a small JVM: a request now and then never needs the second compiler.
     *
     * @param first the heap's MiB at first
     * @param most the heap's MiB at most
     */
    static List<String> smallJvm(int first, int most) {
        return List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms" + first + "m", "-Xmx" + most + "m",
                "-Xss256k", "-XX:MaxMetaspaceSize=64m", "-XX:ReservedCodeCacheSize=24m",
                "-XX:MaxDirectMemorySize=32m", "-XX:+ExitOnOutOfMemoryError");
    }

    /** Ends agents that a platform left in this folder when it was killed together with their sidecars. */
    static void endLeft(Path folder) {
        Arrays.stream(DemoAgent.values()).forEach(agent -> LeftAgent.end(SidecarPart.data(folder, agent)));
    }

    /** Starts agents, then tools and users, and watches them; what does not start is told and left out. */
    void start() {
        healing.look();
        try {
            CompletableFuture.allOf(agents.stream().map(agent -> CompletableFuture.runAsync(() -> start(agent),
                    task -> new Thread(task, "start-" + agent.name()).start())).toArray(CompletableFuture[]::new))
                    .join();
            start(world);
            healing.begin();
        } catch (CompletionException e) {
            giveUp(e.getCause());
        } catch (StackException e) {
            giveUp(e);
        }
    }

    private void start(Part part) {
        part.start();
        console.step(part.name() + " is ready on port " + part.port());
        supervisor.watch(part);
    }

    private void giveUp(Throwable cause) {
        console.step("There is no demo: " + cause.getMessage());
        stop();
    }

    /** Ends users, then agents. */
    void stop() {
        supervisor.end();
        world.stop();
        agents.parallelStream().forEach(Part::stop);
    }

    private static Map<String, String> ofWorld(int base) {
        return Map.of(
                "AGENTOPS_DEMO_PARTS", "tools,traffic",
                "AGENTOPS_DEMO_PLATFORM_URL", JvmPart.at(base),
                "AGENTOPS_DEMO_TOOLS_PORT", Integer.toString(tools(base)),
                "AGENTOPS_DEMO_TRAFFIC_CHAT_URL", JvmPart.at(DemoAgent.CHAT.users(base)),
                "AGENTOPS_DEMO_TRAFFIC_SUMMARY_URL", JvmPart.at(DemoAgent.SUMMARY.users(base)));
    }
}
