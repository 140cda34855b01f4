package io.agentops.localstack.origin;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.agentops.localstack.Service;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/**
 * One event loop of the origin.
 */
final class OriginServer extends AbstractVerticle {

    // Longer than the longest decision (300 s) and than the pause between two events of a stream (15 s).
    private static final int IDLE_SECONDS = 360;
    private static final int CONNECTIONS = 1024;

    private final int port;
    private final Map<Service, Integer> ports;
    private final Map<Service, ServiceProxy> proxies = new EnumMap<>(Service.class);
    private OwnPages ownPages;

    OriginServer(int port, Map<Service, Integer> ports) {
        this.port = port;
        this.ports = ports;
    }

    @Override
    public void start(Promise<Void> started) {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS)
                .setMaxWaitQueueSize(CONNECTIONS)
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(2))
                .setIdleTimeout(IDLE_SECONDS));
        ports.forEach((service, at) -> proxies.put(service, new ServiceProxy(vertx, client, service.title(), at)));
        ownPages = new OwnPages(new Services(client, ports));
        vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setIdleTimeout(IDLE_SECONDS)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false))
                .requestHandler(this::route)
                .invalidRequestHandler(request -> new Problem(400, "Not a valid HTTP request.")
                        .answer(request.response()))
                .listen()
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void route(HttpServerRequest request) {
        String method = request.method().name();
        Routes.find(method, request.path()).ifPresentOrElse(
                service -> proxies.get(service).handle(request),
                () -> answerItself(request));
    }

    private void answerItself(HttpServerRequest request) {
        boolean reads = request.method().name().equals("GET") || request.method().name().equals("HEAD");
        if (reads && ownPages.answer(request)) {
            return;
        }
        Set<String> allowed = Routes.methods(request.path());
        if (allowed.isEmpty()) {
            new Problem(404, "No such path: " + request.path()).answer(request.response());
            return;
        }
        request.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
        if (request.method().name().equals(Routes.OPTIONS)) {
            request.response().setStatusCode(204).end();
        } else {
            new Problem(405, request.path() + " answers to " + String.join(", ", allowed) + ".")
                    .answer(request.response());
        }
    }
}
