package io.agentops.sidecar.proxy;

import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultType;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;

/** Answers that do not come from the agent. */
final class OwnAnswer {

    private static final String PROBLEM = "application/problem+json";

    private OwnAnswer() {}

    static void tooMany(HttpServerRequest request) {
        send(request, request.response().putHeader(HttpHeaders.RETRY_AFTER, "1"), 503, "Service Unavailable",
                "Too many requests are on their way to the agent.");
    }

    static void unreachable(HttpServerRequest request) {
        send(request, request.response(), 502, "Bad Gateway", "The target does not answer.");
    }

    /**
     * What an error or a rate limit answers: the words of a server that really is in trouble. Agents report what they were told, and
     * nothing that explains their runs must be told that a fault is behind it; only the header says so.
     */
    static void fault(HttpServerRequest request, FaultSpec fault) {
        int status = fault.type() == FaultType.RATE_LIMIT ? 429 : fault.status();
        if (fault.type() == FaultType.RATE_LIMIT) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, fault.retryAfterSeconds().toString());
        }
        String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
        send(request, request.response(), status, reason, reason);
    }

    /** The caller sees its connection reset, not closed. */
    static void reset(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        request.connection().close();
    }

    private static void send(HttpServerRequest request, HttpServerResponse response, int status, String title,
            String detail) {
        Buffer body = new JsonObject().put("type", "about:blank").put("title", title).put("status", status)
                .put("detail", detail)
                .toBuffer();
        // What the caller still sends is dropped, so that it comes to read the answer.
        request.handler(dropped -> {}).resume();
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM).end(body);
    }
}
