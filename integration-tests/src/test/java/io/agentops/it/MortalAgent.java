package io.agentops.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import com.sun.net.httpserver.HttpServer;

/** An agent as a process of its own, that answers all requests until it is killed, or ends by itself. */
final class MortalAgent {

    private MortalAgent() {}

    /** @param args the port; and after how many milliseconds it ends with code 3, where it does */
    public static void main(String[] args) throws IOException, InterruptedException {
        HttpServer server = HttpServer
                .create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
        server.createContext("/", call -> {
            call.sendResponseHeaders(200, -1);
            call.close();
        });
        server.start();
        if (args.length > 1) {
            Thread.sleep(Long.parseLong(args[1]));
            System.exit(3);
        }
    }
}
