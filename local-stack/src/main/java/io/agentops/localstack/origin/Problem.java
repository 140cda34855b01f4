package io.agentops.localstack.origin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * An error of the origin itself, as RFC 9457 problem+json.
 */
record Problem(int status, String detail) {

    static final String CONTENT_TYPE = "application/problem+json";

    /** How long a client should wait for a service that is away, in seconds. */
    static final String RETRY_AFTER = "2";

    static Problem away(String service) {
        return new Problem(503, service + " is not answering; it may be starting. See /health.");
    }

    Buffer body() {
        return new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail)
                .toBuffer();
    }

    void answer(HttpServerResponse response) {
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE);
        if (status == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        var unused = response.end(body());
    }
}
