package io.agentops.localstack.platform;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.agentops.localstack.LocalStack;
import io.agentops.localstack.StackException;
import io.agentops.localstack.StackOptions;
import io.agentops.localstack.StackPorts;
import io.agentops.localstack.part.Binaries;
import io.agentops.localstack.part.Placement;
import io.agentops.localstack.process.Reaper;

/**
 * The program behind {@code ./agentops}.
 */
public final class Launcher {

    private static final Duration END = Duration.ofSeconds(45);

    private final CommandLine asked;
    private final Path home;
    private final Console console = new Console();
    private volatile boolean ending;

    private Launcher(CommandLine asked, Path home) {
        this.asked = asked;
        this.home = home;
    }

    /**
     * Does what was asked; {@code up} and {@code parts} return only when they fail. The system property
     * {@code agentops.home} is the folder with the modules, {@code agentops.caller} the one the script was called in.
     *
     * @param args see {@link CommandLine#parse}
     */
    public static void main(String[] args) {
        Path home = Path.of(System.getProperty("agentops.home", "")).toAbsolutePath();
        Path caller = Path.of(System.getProperty("agentops.caller", "")).toAbsolutePath();
        CommandLine asked;
        try {
            asked = CommandLine.parse(home.resolve(".agentops"), caller, args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; ./agentops help shows what there is");
            System.exit(2);
            return;
        }
        System.exit(new Launcher(asked, home).run());
    }

    private int run() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true, "ending"));
        try {
            return switch (asked.command()) {
                case UP -> up();
                case PARTS -> parts();
                case DEMO -> demo();
                case DOWN -> down();
                case STATUS -> status();
            };
        } catch (StackException e) {
            if (!ending) {
                console.failure(e.getMessage());
            }
            return 1;
        }
    }

    private int up() {
        PortBlock ports = new PortBlock(asked.port());
        try (DataFolder folder = DataFolder.take(asked.data())) {
            DemoFleet.endLeft(asked.data());
            PortBlock.requireFree(ports.byName(asked.demo()), "./agentops up");
            folder.announce(asked.port());
            try (Platform platform = Platform.start(home, options(ports.parts()), asked.port(), console)) {
                if (asked.demo()) {
                    platform.startDemo(home, asked.port(), console);
                }
                console.step("AgentOps is up");
                showPlatform(ports);
                showParts(platform.stack());
                waitForSignal();
            }
        }
        return 0;
    }

    private int parts() {
        StackPorts ports = StackPorts.of(asked.port());
        try (DataFolder folder = DataFolder.take(asked.data())) {
            PortBlock.requireFree(ports.byName(), "./agentops parts");
            folder.announce(asked.port());
            // A service run by hand may be one that does not migrate.
            StackOptions options = options(ports).withMigrations();
            try (LocalStack stack = LocalStack.start(options,
                    part -> console.step(part.name() + " is ready on port " + part.port()))) {
                Supervisor supervisor = new Supervisor(console);
                stack.beforeEnd(supervisor::end);
                stack.parts().forEach(supervisor::watch);
                showParts(stack);
                waitForSignal();
            }
        }
        return 0;
    }

    /** The demo alone, for a platform that runs without. */
    private int demo() {
        Path data = asked.data().resolve("demo-alone");
        try (DataFolder folder = DataFolder.take(data)) {
            DemoFleet.endLeft(data);
            PortBlock.requireFree(DemoFleet.ports(asked.port()), "./agentops demo");
            folder.announce(asked.port());
            Placement placement = new Placement(data, true, new Binaries(data), Reaper.start());
            DemoFleet fleet = new DemoFleet(home, asked.port(), placement, console);
            Runtime.getRuntime().addShutdownHook(new Thread(fleet::stop, "demo-end"));
            fleet.start();
            console.step("The demo is up");
            waitForSignal();
        }
        return 0;
    }

    private int down() {
        Optional<DataFolder.Running> running = DataFolder.running(asked.data());
        if (running.isEmpty()) {
            DemoFleet.endLeft(asked.data());
            console.line("Nothing is running on " + asked.data());
            return 0;
        }
        ProcessHandle launcher = running.get().launcher();
        launcher.destroy();
        try {
            launcher.onExit().get(END.toSeconds(), TimeUnit.SECONDS);
            console.line("AgentOps is down");
            return 0;
        } catch (TimeoutException | ExecutionException e) {
            throw new StackException("Process " + launcher.pid() + " did not end within " + END.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int status() {
        Optional<DataFolder.Running> running = DataFolder.running(asked.data());
        if (running.isEmpty()) {
            console.line("Nothing is running on " + asked.data());
            return 1;
        }
        int port = running.get().port();
        console.line("Process " + running.get().launcher().pid() + " runs on port " + port + " and following, data in "
                + asked.data());
        try {
            console.line(health(port));
        } catch (IOException e) {
            console.line("The origin does not answer: " + e.getMessage());
        }
        return 0;
    }

    private static String health(int port) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://localhost:" + port + "/health").toURL()
                .openConnection();
        connection.setConnectTimeout(2000);
        connection.setReadTimeout(5000);
        boolean up = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        try (var in = up ? connection.getInputStream() : connection.getErrorStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private StackOptions options(StackPorts ports) {
        return StackOptions.keptIn(asked.data(), ports);
    }

    private void showPlatform(PortBlock ports) {
        String origin = "http://localhost:" + asked.port();
        console.line("");
        console.line("  Platform    " + origin);
        console.line("  API docs    " + origin + "/docs");
        console.line("  Health      " + origin + "/health");
        if (asked.demo()) {
            console.line("  Demo        chat agent http://localhost:" + ports.chatAgent()
                    + ", behind its sidecar; --no-demo leaves it out");
        }
        console.line("  OTLP        " + origin + " (HTTP), http://localhost:" + ports.otlp() + " (gRPC)");
    }

    private void showParts(LocalStack stack) {
        console.line("  Kafka       " + stack.kafka().bootstrapServers());
        console.line("  PostgreSQL  " + stack.postgres().urlWithLogin());
        console.line("  Redis       " + stack.redis().url());
        console.line("  Data        " + asked.data() + ", logs in " + asked.data().resolve("logs"));
        console.line("");
        console.line("Ctrl-C, or ./agentops down, ends it.");
    }

    private static void waitForSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
