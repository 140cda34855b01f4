package io.agentops.sidecar.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.sun.net.httpserver.HttpServer;

/**
 * An agent as a process of its own: answers {@code /health}, and ends with the code that {@code /exit?} names. While the file of
 * its second argument is there, it neither comes up nor goes when asked to.
 */
final class AgentMain {

    private AgentMain() {}

    public static void main(String[] args) throws IOException {
        Path gate = Path.of(args[1]);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitOpen(gate)));
        awaitOpen(gate);
        HttpServer server = HttpServer
                .create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
        server.createContext("/health", call -> {
            call.sendResponseHeaders(200, -1);
            call.close();
        });
        server.createContext("/exit",
                call -> Runtime.getRuntime().halt(Integer.parseInt(call.getRequestURI().getQuery())));
        server.start();
        System.out.println("key=" + System.getenv("AGENTOPS_SIDECAR_HEARTBEAT_PROJECT_KEY"));
        System.out.println("listening");
    }

    private static void awaitOpen(Path gate) {
        while (Files.exists(gate)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
