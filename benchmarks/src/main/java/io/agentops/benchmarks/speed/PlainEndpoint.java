package io.agentops.benchmarks.speed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Quarkus endpoint that parses the same body and answers, in a process with the same options as the platform's services. */
final class PlainEndpoint implements AutoCloseable {

    /** As its application.properties say. */
    private static final int PORT = 19_079;
    private static final long START_SECONDS = 60;

    private final Process process;

    PlainEndpoint() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(List.of(LocalPlatform.javaOptions().split(" ", -1)));
        command.addAll(List.of("-jar", "benchmarks/plain-endpoint/target/quarkus-app/quarkus-run.jar"));
        process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!listens()) {
            if (System.nanoTime() > deadline || process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the plain endpoint does not start");
            }
        }
    }

    int port() {
        return PORT;
    }

    private static boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
