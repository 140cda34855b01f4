package io.agentops.sidecar.proxy;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Which headers belong to one connection, and which to the request or answer (RFC 9110, 7.6.1). */
final class Hops {

    private static final Set<String> OWN = Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer",
            "transfer-encoding", "upgrade");

    private Hops() {}

    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null ? !"0".equals(length) : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** An offer to go on in HTTP/2 is for the next hop, which is the sidecar, and is not taken. */
    static boolean isWebSocket(HttpServerRequest request) {
        String connection = request.getHeader(HttpHeaders.CONNECTION);
        return connection != null && connection.toLowerCase(Locale.ROOT).contains("upgrade")
                && request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true);
    }

    /** Copies what is meant for the other end. */
    static void copy(MultiMap from, MultiMap to) {
        Set<String> named = named(from);
        from.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!OWN.contains(lower) && !named.contains(lower)) {
                to.add(name, value);
            }
        });
    }

    private static Set<String> named(MultiMap headers) {
        String connection = headers.get(HttpHeaders.CONNECTION);
        if (connection == null || "keep-alive".equalsIgnoreCase(connection) || "close".equalsIgnoreCase(connection)) {
            return Set.of();
        }
        Set<String> named = new HashSet<>();
        for (String name : connection.split(",", -1)) {
            named.add(name.strip().toLowerCase(Locale.ROOT));
        }
        return named;
    }
}
