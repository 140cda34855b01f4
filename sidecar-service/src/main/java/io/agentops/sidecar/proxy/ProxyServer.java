package io.agentops.sidecar.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import io.agentops.contract.agent.Heartbeat;
import io.agentops.sidecar.faults.FaultPlan;
import io.agentops.sidecar.faults.FaultRegistry;
import io.agentops.sidecar.faults.FaultSubject;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.impl.VertxInternal;

/** Listens for the agent's traffic. All of it runs on one event loop, so that a request is never handed between threads. */
@Singleton
public class ProxyServer {

    /** Carries {@link #syntheticToken} in requests that the sidecar makes in place of others; never handed on. */
    public static final String SYNTHETIC = "X-AgentOps-Synthetic";

    private static final int MOST_HEADER_BYTES = 64 << 10;

    private final ProxySettings settings;
    private final FaultRegistry faults;
    private final Context context;
    private final HttpClient client;
    private final TrafficWindow traffic;
    private final Exposure exposure;
    private final String syntheticToken = UUID.randomUUID().toString();
    private final List<HttpServer> servers = new ArrayList<>();
    private int inFlight;

    public ProxyServer(Vertx vertx, ProxySettings settings, FaultRegistry faults) {
        this.settings = settings;
        this.faults = faults;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.traffic = new TrafficWindow(settings.window(), System::nanoTime);
        this.exposure = new Exposure(faults::isExempt);
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions().setConnectTimeout((int) settings.connectTimeout().toMillis())
                        .setKeepAliveTimeout((int) settings.keepAlive().toSeconds())
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout((int) settings.idleTimeout().toMillis())
                        .setMaxHeaderSize(MOST_HEADER_BYTES))
                .with(new PoolOptions().setHttp1MaxSize(settings.maxInFlight())
                        .setMaxWaitQueueSize(settings.maxInFlight()))
                .withConnectHandler(connection -> connection.exceptionHandler(broken -> {})).build();
    }

    /** Completes when all routes are open. */
    public Future<Void> start() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.toAgent(settings.port(), settings.targetUrl()));
        settings.egress()
                .forEach((name, egress) -> routes.add(Route.of(name, egress.port(), egress.targetUrl(), false)));
        Future<Void> opened = Future.succeededFuture();
        for (Route route : routes) {
            opened = opened.compose(before -> onContext(() -> open(route)));
        }
        return opened;
    }

    private Future<Void> onContext(Supplier<Future<Void>> task) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> task.get().onComplete(done));
        return done.future();
    }

    private Future<Void> open(Route route) {
        HttpServer server = context.owner()
                .createHttpServer(new HttpServerOptions().setHost(settings.host()).setPort(route.port())
                        .setHttp2ClearTextEnabled(false).setMaxHeaderSize(MOST_HEADER_BYTES)
                        .setMaxInitialLineLength(MOST_HEADER_BYTES)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout((int) settings.idleTimeout().toMillis()));
        servers.add(server);
        // Broken requests never become one: the connection ends, and nothing is to be told of it.
        return server.requestHandler(request -> handle(route, request)).exceptionHandler(broken -> {})
                .connectionHandler(connection -> connection.exceptionHandler(broken -> {})).listen()
                .mapEmpty();
    }

    private void handle(Route route, HttpServerRequest request) {
        boolean synthetic = syntheticToken.equals(request.getHeader(SYNTHETIC));
        if (inFlight >= settings.maxInFlight()) {
            if (route.isToAgent()) {
                traffic.count(0, RequestError.REFUSED, synthetic);
            }
            OwnAnswer.tooMany(request);
            return;
        }
        FaultPlan plan = faults.plan(new FaultSubject(route.name(), request.path() == null ? "/" : request.path(),
                request.method().name(), request.headers()::getAll, synthetic));
        if (route.isToAgent() && !synthetic) {
            request.response().headersEndHandler(head -> exposure.answered(request));
        }
        inFlight++;
        TrafficWindow counted = route.isToAgent() ? traffic : null;
        new Exchange(context, client, settings, route, plan, request, new Measure(counted, synthetic, () -> inFlight--))
                .begin();
    }

    /** The requests to the agent. */
    public TrafficWindow traffic() {
        return traffic;
    }

    /** What the agent answers to whom. */
    public Heartbeat.Access access() {
        return exposure.figures();
    }

    /** What proves that a request is one of ours. */
    public String syntheticToken() {
        return syntheticToken;
    }

    /** The port on which requests to the agent come in; 0 before {@link #start}. */
    public int port() {
        return servers.isEmpty() ? 0 : servers.get(0).actualPort();
    }

    /** The port of a route for the agent's own calls, in the order of their names. */
    int port(int number) {
        return servers.get(number).actualPort();
    }

    /** Ends all connections. */
    public Future<Void> stop() {
        return Future.join(servers.stream().map(HttpServer::close).toList()).otherwiseEmpty()
                .compose(closed -> client.close());
    }
}
