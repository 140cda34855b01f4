package io.agentops.localstack.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.agentops.localstack.LocalStack;
import io.agentops.localstack.Service;
import io.agentops.localstack.StackException;
import io.agentops.localstack.StackOptions;
import io.agentops.localstack.origin.Origin;
import io.agentops.localstack.part.Part;
import io.agentops.localstack.part.PostgresPart;

/**
 * The whole platform on this machine: the embedded parts, the services, and the origin in front of them.
 */
public final class Platform implements AutoCloseable {

    private final LocalStack stack;
    private final Map<Service, Part> services = new EnumMap<>(Service.class);
    private final Supervisor supervisor;

    private Platform(LocalStack stack, Supervisor supervisor) {
        this.stack = stack;
        this.supervisor = supervisor;
    }

    /**
     * Starts the embedded parts, then the services, then the origin; returns when all answer.
     *
     * @param home the folder with the built modules
     * @param base the first of the block of ports, the origin's
     * @throws StackException when one does not answer in time; what was started is ended
     */
    public static Platform start(Path home, StackOptions options, int base) {
        return start(home, options, base, new Console());
    }

    static Platform start(Path home, StackOptions options, int base, Console console) {
        Supervisor supervisor = new Supervisor(console);
        LocalStack stack = LocalStack.start(options, part -> tellReady(console, part));
        Platform platform = new Platform(stack, supervisor);
        stack.beforeEnd(platform::endServices);
        try {
            stack.parts().forEach(supervisor::watch);
            platform.startServices(home, base, console);
            Origin origin = Origin.start(base, platform.ports());
            stack.beforeEnd(origin::close);
            stack.beforeEnd(supervisor::end);
            console.step("The origin is ready on port " + base);
            return platform;
        } catch (RuntimeException e) {
            platform.close();
            throw e;
        }
    }

    public LocalStack stack() {
        return stack;
    }

    /** A service that runs, to be ended or started by a test. */
    public Part service(Service service) {
        return services.get(service);
    }

    /**
     * Starts demo agents, which the platform does without where they do not start; they end before it.
     *
     * @param home the folder with the built modules
     */
    void startDemo(Path home, int base, Console console) {
        DemoFleet demo = new DemoFleet(home, base, stack.placement(), console);
        stack.beforeEnd(demo::stop);
        demo.start();
    }

    /** Ends the origin, the services, then the parts. */
    @Override
    public void close() {
        stack.close();
    }

    private void startServices(Path home, int base, Console console) {
        for (Service service : Service.values()) {
            Path jar = home.resolve(service.title()).resolve("target/quarkus-app/quarkus-run.jar");
            services.put(service, new JvmPart(new JvmPart.Program(service.title(), service.port(base), jar,
                    options(service), environment(service, base),
                    List.of(JvmPart.at(service.port(base)) + "/q/health/ready")), stack.placement()));
        }
        List<CompletableFuture<Void>> starts = services.values().stream().map(part -> CompletableFuture.runAsync(() -> {
            part.start();
            tellReady(console, part);
            supervisor.watch(part);
        }, task -> new Thread(task, "start-" + part.name()).start())).toList();
        // Not that all end: those that wait for what one of them did not do would take their whole time.
        CompletableFuture<Void> failed = new CompletableFuture<>();
        starts.forEach(start -> start.exceptionally(e -> {
            failed.completeExceptionally(e);
            return null;
        }));
        try {
            CompletableFuture.anyOf(failed, CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new))).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StackException cause
                    ? cause
                    : new StackException("The services did not start", e.getCause());
        }
    }

    /** Small on purpose: the whole platform fits a laptop. AGENTOPS_JAVA_OPTS comes last and wins. */
    private static List<String> options(Service service) {
        List<String> options = new ArrayList<>(List.of(
                "-XX:+UseSerialGC", "-Xms32m", "-Xmx" + service.heapMegabytes() + "m", "-Xss512k",
                "-XX:MaxMetaspaceSize=160m", "-XX:ReservedCodeCacheSize=64m", "-XX:+ExitOnOutOfMemoryError"));
        String more = System.getenv().getOrDefault("AGENTOPS_JAVA_OPTS", "").strip();
        if (!more.isEmpty()) {
            options.addAll(List.of(more.split("\\s+", -1)));
        }
        return options;
    }

    private Map<String, String> environment(Service service, int base) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", Integer.toString(service.port(base)),
                "QUARKUS_DATASOURCE_REACTIVE_URL", stack.postgres().reactiveUrl(),
                "QUARKUS_DATASOURCE_USERNAME", PostgresPart.NAME,
                "QUARKUS_DATASOURCE_PASSWORD", PostgresPart.NAME,
                "KAFKA_BOOTSTRAP_SERVERS", stack.kafka().bootstrapServers(),
                "QUARKUS_REDIS_HOSTS", stack.redis().url()));
        if (service == Service.INGEST) {
            environment.put("QUARKUS_DATASOURCE_JDBC_URL", stack.postgres().jdbcUrl());
            environment.put("AGENTOPS_ALERTS_SECRET_KEY", SecretKey.in(stack.placement().folder()));
            // Receivers of notifications are on this machine too, and everybody who may write rules is its user.
            environment.put("AGENTOPS_ALERTS_ALLOW_PRIVATE_TARGETS", "true");
            environment.put("AGENTOPS_ALERTS_ORIGIN", "http://127.0.0.1:" + base);
            environment.put("QUARKUS_GRPC_SERVER_HOST", "127.0.0.1");
            environment.put("QUARKUS_GRPC_SERVER_PORT", Integer.toString(new PortBlock(base).otlp()));
        }
        return environment;
    }

    private Map<Service, Integer> ports() {
        Map<Service, Integer> ports = new EnumMap<>(Service.class);
        services.forEach((service, part) -> ports.put(service, part.port()));
        return ports;
    }

    private void endServices() {
        supervisor.end();
        Arrays.stream(Service.values()).parallel().filter(services::containsKey).map(services::get)
                .forEach(Part::stop);
    }

    private static void tellReady(Console console, Part part) {
        console.step(part.name() + " is ready on port " + part.port());
    }
}
