package io.agentops.benchmarks.sidecar;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.HdrHistogram.Histogram;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;

/**
 * The same requests to an agent, now straight and now through the sidecar, taking turns on the same connections so that whatever
 * else the machine does meets both. The agent answers at once: what is measured is the way.
 */
public final class SidecarOverhead {

    private static final int ANSWER_BYTES = 2048;
    private static final String SIDECAR = "sidecar-service/target/quarkus-app/quarkus-run.jar";
    private static final List<String> SIDECAR_MEMORY = List.of("-XX:+UseSerialGC", "-Xms16m", "-Xmx48m", "-Xss512k",
            "-XX:MaxMetaspaceSize=64m", "-XX:ReservedCodeCacheSize=32m", "-XX:MaxDirectMemorySize=32m",
            "-XX:TieredStopAtLevel=1");

    private final int rate;
    private final int seconds;
    private final int warmUpSeconds;

    private SidecarOverhead(int rate, int seconds, int warmUpSeconds) {
        this.rate = rate;
        this.seconds = seconds;
        this.warmUpSeconds = warmUpSeconds;
    }

    /**
     * Measures.
     *
     * @param args {@code --rate=}, {@code --seconds=} and {@code --warm-up=}: requests a second on each way, and how long
     */
    public static void main(String[] args) throws Exception {
        new SidecarOverhead(option(args, "--rate=", 200), option(args, "--seconds=", 30),
                option(args, "--warm-up=", 20)).run();
    }

    private static int option(String[] args, String name, int usual) {
        for (String arg : args) {
            if (arg.startsWith(name)) {
                return Integer.parseInt(arg.substring(name.length()));
            }
        }
        return usual;
    }

    private void run() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Vertx vertx = Vertx.vertx();
        int agentPort = agent(vertx);
        int proxyPort = FreePort.any();
        Process sidecar = sidecar(agentPort, proxyPort);
        try (Callers callers = new Callers(agentPort, proxyPort)) {
            callers.awaitOpen();
            callers.run(rate, warmUpSeconds);
            Callers.Times times = callers.run(rate, seconds);
            report(times, SidecarMemory.of(sidecar.pid()));
        } finally {
            sidecar.destroy();
            sidecar.onExit().join();
            vertx.close();
        }
    }

    private static int agent(Vertx vertx) throws InterruptedException, ExecutionException, TimeoutException {
        Buffer answer = Buffer.buffer(new byte[ANSWER_BYTES]);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response().end(answer)).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().get(10, TimeUnit.SECONDS);
        return server.actualPort();
    }

    private static Process sidecar(int agentPort, int proxyPort) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(SIDECAR_MEMORY);
        command.addAll(List.of("-Dagentops.sidecar.agent-id=measured", "-Dagentops.sidecar.environment=staging",
                "-Dagentops.sidecar.proxy.port=" + proxyPort,
                "-Dagentops.sidecar.proxy.target-url=http://127.0.0.1:" + agentPort,
                "-Dagentops.sidecar.heartbeat.platform-url=http://127.0.0.1:9", "-Dquarkus.http.port=" + FreePort.any(),
                "-Dagentops.sidecar.data-dir=" + Path.of("benchmarks/target/sidecar-data").toAbsolutePath(), "-jar",
                SIDECAR));
        Process process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process;
    }

    private void report(Callers.Times times, SidecarMemory memory) {
        System.out.printf(Locale.ROOT, "%d requests a second on each way, %d s, %d B answers%n", rate, seconds,
                ANSWER_BYTES);
        line("straight", times.straight());
        line("through the sidecar", times.through());
        System.out.printf(Locale.ROOT, "added: p50 %.2f ms, p99 %.2f ms%n", added(times, 50), added(times, 99));
        System.out.printf(Locale.ROOT, "sidecar: %d MB resident, %d threads%n", memory.residentBytes() >> 20,
                memory.threads());
    }

    private static void line(String name, Histogram micros) {
        System.out.printf(Locale.ROOT, "%-20s %8d requests, p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms%n", name,
                micros.getTotalCount(),
                millis(micros, 50), millis(micros, 99), millis(micros, 99.9));
    }

    private static double added(Callers.Times times, double percentile) {
        return millis(times.through(), percentile) - millis(times.straight(), percentile);
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }
}
