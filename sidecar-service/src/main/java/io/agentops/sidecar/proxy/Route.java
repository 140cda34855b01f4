package io.agentops.sidecar.proxy;

import java.net.URI;

import io.agentops.contract.agent.FaultMatch;
import io.vertx.core.http.RequestOptions;

/**
 * From a port of ours to a server.
 *
 * @param keepsHost whether the server is told the host its caller named; one elsewhere is told its own
 */
record Route(
        String name,
        int port,
        String targetHost,
        int targetPort,
        boolean tls,
        boolean keepsHost) {

    static Route toAgent(int port, URI target) {
        return of(FaultMatch.AGENT, port, target, true);
    }

    static Route of(String name, int port, URI target, boolean keepsHost) {
        boolean tls = "https".equals(target.getScheme());
        String path = target.getRawPath();
        if (target.getHost() == null || !(tls || "http".equals(target.getScheme()))
                || !(path == null || path.length() < 2)) {
            throw new IllegalArgumentException(
                    "The target of the route '" + name + "' must be like http://127.0.0.1:9000, without a path");
        }
        int targetPort = target.getPort() > 0 ? target.getPort() : tls ? 443 : 80;
        return new Route(name, port, target.getHost(), targetPort, tls, keepsHost);
    }

    boolean isToAgent() {
        return FaultMatch.AGENT.equals(name);
    }

    RequestOptions request() {
        return new RequestOptions().setHost(targetHost).setPort(targetPort).setSsl(tls);
    }
}
