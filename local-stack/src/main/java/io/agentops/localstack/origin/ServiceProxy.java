package io.agentops.localstack.origin;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;

/**
 * Hands requests to one service. Bodies stream through in both directions, no faster than the slower side takes them.
 */
final class ServiceProxy implements Handler<HttpServerRequest> {

    private final Vertx vertx;
    private final HttpClient client;
    private final String service;
    private final int port;
    private final HttpProxy proxy;

    ServiceProxy(Vertx vertx, HttpClient client, String service, int port) {
        this.vertx = vertx;
        this.client = client;
        this.service = service;
        this.port = port;
        this.proxy = HttpProxy.reverseProxy(client).origin(this::connect).addInterceptor(new Away());
    }

    @Override
    public void handle(HttpServerRequest request) {
        proxy.handle(request);
    }

    private Future<HttpClientRequest> connect(ProxyContext context) {
        return client.request(new RequestOptions().setHost("127.0.0.1").setPort(port)).map(target -> {
            ProxyRequest request = context.request();
            Body body = request.getBody();
            HttpServerRequest source = request.proxiedRequest();
            boolean chunked = source.headers().contains(HttpHeaders.TRANSFER_ENCODING);
            if (body != null && (chunked || body.length() > AwaitedBody.LARGE_BYTES)) {
                request.setBody(Body.body(new AwaitedBody(vertx, source, target), body.length()));
            }
            return target;
        });
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
