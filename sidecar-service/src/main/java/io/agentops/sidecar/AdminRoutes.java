package io.agentops.sidecar;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.agentops.sidecar.faults.FaultRegistry;
import io.agentops.sidecar.heartbeat.HeartbeatLoop;
import io.agentops.sidecar.process.AgentProcess;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The sidecar's own pages. What shows the agent's output or changes anything is for callers on this machine alone, wherever
 * the port is open to.
 */
@Singleton
class AdminRoutes {

    private static final int USUAL_LINES = 200;
    private static final int MOST_LINES = 1000;

    private final Vertx vertx;
    private final FaultRegistry faults;
    private final HeartbeatLoop heartbeats;
    private final AgentProcess process;

    AdminRoutes(Vertx vertx, FaultRegistry faults, HeartbeatLoop heartbeats, AgentProcess process) {
        this.vertx = vertx;
        this.faults = faults;
        this.heartbeats = heartbeats;
        this.process = process;
    }

    void install(@Observes Router router) {
        router.get("/").handler(call -> answer(call, Map.of("status", "ok", "service", "sidecar-service")));
        router.get("/health").handler(call -> call.reroute("/q/health"));
        router.route("/sidecar/*").handler(AdminRoutes::onlyFromHere);
        router.get("/sidecar/status").handler(call -> answer(call, heartbeats.now()));
        router.get("/sidecar/faults").handler(call -> answer(call, faults.states()));
        router.delete("/sidecar/faults").handler(this::clear);
        router.get("/sidecar/logs").handler(this::logs);
    }

    private static void onlyFromHere(RoutingContext call) {
        SocketAddress from = call.request().connection().remoteAddress();
        byte[] address = from == null || from.hostAddress() == null
                ? null
                : NetUtil.createByteArrayFromIpAddressString(from.hostAddress());
        if (address != null && isLoopback(address)) {
            call.next();
        } else {
            problem(call, 403, "Forbidden", "This is answered only on the sidecar's own machine.");
        }
    }

    private static boolean isLoopback(byte[] address) {
        try {
            return InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void clear(RoutingContext call) {
        vertx.executeBlocking(() -> {
            faults.clear();
            return null;
        }).onSuccess(cleared -> call.response().setStatusCode(204).end()).onFailure(call::fail);
    }

    private void logs(RoutingContext call) {
        String asked = call.request().getParam("lines");
        if (asked != null && !asked.matches("[1-9]\\d{0,3}")) {
            problem(call, 422, "Unprocessable Content", "lines must be 1 to " + MOST_LINES + ".");
            return;
        }
        int lines = asked == null ? USUAL_LINES : Math.min(MOST_LINES, Integer.parseInt(asked));
        vertx.executeBlocking(() -> process.tail(lines)).onSuccess(tail -> answer(call, Map.of("lines", tail)))
                .onFailure(call::fail);
    }

    private static void problem(RoutingContext call, int status, String title, String detail) {
        send(call, status, "application/problem+json",
                Map.of("type", "about:blank", "title", title, "status", status, "detail", detail));
    }

    private static void answer(RoutingContext call, Object body) {
        send(call, 200, "application/json", body);
    }

    private static void send(RoutingContext call, int status, String type, Object body) {
        try {
            call.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, type)
                    .end(Wire.JSON.writeValueAsString(body));
        } catch (IOException e) {
            call.fail(e);
        }
    }
}
