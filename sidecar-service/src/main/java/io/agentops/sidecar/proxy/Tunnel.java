package io.agentops.sidecar.proxy;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;

/** A connection that becomes something else than HTTP, as a WebSocket does: bytes go through as they are. */
final class Tunnel {

    private static final int SWITCHING_PROTOCOLS = 101;

    private final HttpServerRequest request;
    private final HttpClientRequest target;
    private final Measure measure;

    Tunnel(HttpServerRequest request, HttpClientRequest target, Measure measure) {
        this.request = request;
        this.target = target;
        this.measure = measure;
    }

    /** @param declined gets the answer of a target that stays with HTTP */
    void open(Handler<HttpClientResponse> declined, Handler<Throwable> failed) {
        target.putHeader(HttpHeaders.CONNECTION, "Upgrade").putHeader(HttpHeaders.UPGRADE,
                request.getHeader(HttpHeaders.UPGRADE));
        target.connect().onFailure(failed).onSuccess(answer -> {
            if (answer.statusCode() == SWITCHING_PROTOCOLS) {
                join(answer, failed);
            } else {
                declined.handle(answer);
            }
        });
    }

    private void join(HttpClientResponse answer, Handler<Throwable> failed) {
        NetSocket inner = answer.netSocket();
        inner.pause();
        measure.count(null);
        request.response().setStatusCode(SWITCHING_PROTOCOLS).headers().addAll(answer.headers());
        request.toNetSocket().onFailure(failed).onSuccess(outer -> {
            outer.pause();
            outer.closeHandler(closed -> end(inner));
            inner.closeHandler(closed -> end(outer));
            inner.pipe().endOnFailure(true).to(outer).onFailure(broken -> end(inner));
            outer.pipe().endOnFailure(true).to(inner).onFailure(broken -> end(outer));
        });
    }

    private void end(NetSocket other) {
        measure.end(null);
        other.close();
    }
}
