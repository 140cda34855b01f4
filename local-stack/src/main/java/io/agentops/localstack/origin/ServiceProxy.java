package io.agentops.localstack.origin;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;

/**
 * Hands requests to one service. Bodies stream through in both directions, no faster than the slower side takes them.
 */
final class ServiceProxy implements Handler<HttpServerRequest> {

    private final String service;
    private final HttpProxy proxy;

    ServiceProxy(HttpClient client, String service, int port) {
        this.service = service;
        this.proxy = HttpProxy.reverseProxy(client).origin(port, "127.0.0.1").addInterceptor(new Away());
    }

    @Override
    public void handle(HttpServerRequest request) {
        proxy.handle(request);
    }

    /** Answers for a service that does not. */
    private final class Away implements ProxyInterceptor {

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            // This server has told the client to continue already.
            context.request().headers().remove(HttpHeaders.EXPECT);
            return context.sendRequest().recover(failure -> Future.succeededFuture(answer(context)));
        }

        private ProxyResponse answer(ProxyContext context) {
            Problem problem = Problem.away(service);
            return context.request().release().response()
                    .setStatusCode(problem.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
                    .putHeader(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER)
                    .setBody(Body.body(problem.body()));
        }
    }
}
