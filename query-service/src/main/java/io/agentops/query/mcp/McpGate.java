package io.agentops.query.mcp;

import java.net.URI;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.agentops.http.Problem;
import io.agentops.http.ProblemException;
import io.quarkiverse.mcp.server.runtime.ConnectionManager;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/**
 * Lets only single messages reach the MCP server, from callers that may send them, and keeps it from remembering callers. It
 * offers no streams and no sessions: each would hold memory for as long as a client likes.
 */
@Singleton
class McpGate {

    private static final String PATH = "/mcp";
    private static final String SESSION = "Mcp-Session-Id";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    /** Before the server's own routes, and after those that refuse any request. */
    private static final int ORDER = 0;

    private final McpConfig config;
    private final ConnectionManager connections;

    McpGate(McpConfig config, ConnectionManager connections) {
        this.config = config;
        this.connections = connections;
    }

    void install(@Observes Router router) {
        router.route(PATH + "/*").order(ORDER).handler(this::admit);
        router.route(PATH + "/*").order(ORDER).handler(BodyHandler.create(false).setBodyLimit(config.messageBytes()));
        router.route(PATH + "/*").order(ORDER).handler(this::check);
    }

    private void admit(RoutingContext context) {
        if (!context.normalizedPath().equals(PATH)) {
            context.fail(404);
        } else if (!isAllowed(context.request().getHeader(HttpHeaders.ORIGIN))) {
            context.fail(ProblemException.of(Problem.of(403, "Pages of this origin may not call the MCP server.")));
        } else if (!context.request().method().equals(HttpMethod.POST)) {
            context.response().putHeader(HttpHeaders.ALLOW, "POST");
            context.fail(405);
        } else if (!accepts(context, "application/json") || !accepts(context, "text/event-stream")) {
            context.fail(ProblemException.of(
                    Problem.of(406, "The Accept header must name application/json and text/event-stream.")));
        } else if (!isJson(context.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            context.fail(ProblemException.of(Problem.of(415, "The Content-Type must be application/json.")));
        } else {
            context.request().resume();
            context.next();
        }
    }

    private void check(RoutingContext context) {
        try {
            JsonObject message = Message.read(context.body().buffer());
            if (Message.isNotification(message)) {
                context.response().setStatusCode(202).end();
                return;
            }
        } catch (Message.Refused refused) {
            context.response().setStatusCode(refused.status()).putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(refused.answer().toBuffer());
            return;
        }
        context.addHeadersEndHandler(sent -> forget(context));
        context.next();
    }

    /** The server keeps those that introduce themselves, and gives them an id by which they come back. */
    private void forget(RoutingContext context) {
        String session = context.response().headers().get(SESSION);
        if (session != null) {
            context.response().headers().remove(SESSION);
            connections.remove(session);
        }
    }

    /** Browsers tell the page's origin with every POST. One that a stranger's page resolves to this machine is still its own. */
    private boolean isAllowed(String origin) {
        return origin == null || config.origins().orElse(Set.of()).contains(origin) || isLoopback(origin);
    }

    private static boolean isLoopback(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host != null && LOOPBACK.contains(host);
        } catch (IllegalArgumentException noOrigin) {
            return false;
        }
    }

    private static boolean accepts(RoutingContext context, String type) {
        List<String> accepted = context.request().headers().getAll(HttpHeaders.ACCEPT);
        return accepted.stream().anyMatch(value -> value.contains(type));
    }

    private static boolean isJson(String contentType) {
        return contentType != null && contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    }
}
