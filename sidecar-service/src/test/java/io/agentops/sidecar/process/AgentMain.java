package io.agentops.sidecar.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import com.sun.net.httpserver.HttpServer;

/** An agent as a process of its own: answers {@code /health}, and ends with the code that {@code /exit?} names. */
final class AgentMain {

    private AgentMain() {}

    public static void main(String[] args) throws IOException {
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
}
