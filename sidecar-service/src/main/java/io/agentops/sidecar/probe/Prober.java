package io.agentops.sidecar.probe;

import java.net.ConnectException;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.inject.Singleton;

import io.agentops.contract.agent.Heartbeat;
import io.agentops.sidecar.process.AgentProcess;
import io.agentops.sidecar.proxy.ProxySettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;

/** Asks the agent itself, past the proxy and its faults: a fault in the path must not look like a dead agent. */
@Singleton
public class Prober {

    private static final int OK = 200;
    private static final int REDIRECT_END = 400;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Vertx vertx;
    private final ProbeSettings settings;
    private final URI target;
    private final AgentProcess process;
    private final HttpClient http;
    private final NetClient tcp;
    private final ProbeHealth health;
    private volatile Heartbeat.ProbeReport last;
    private boolean asking;
    /** When the process of the last probe was started; null before the first. */
    private Instant processStartedAt;
    private long timer;

    public Prober(Vertx vertx, ProbeSettings settings, ProxySettings proxy, AgentProcess process) {
        this.vertx = vertx;
        this.settings = settings;
        this.target = proxy.targetUrl();
        this.process = process;
        int timeout = (int) settings.timeout().toMillis();
        // That an agent died in the middle of an answer is told by its probe.
        this.http = vertx.httpClientBuilder()
                .with(new HttpClientOptions().setConnectTimeout(timeout).setKeepAlive(false))
                .withConnectHandler(connection -> connection.exceptionHandler(broken -> {})).build();
        this.tcp = vertx.createNetClient(new NetClientOptions().setConnectTimeout(timeout));
        this.health = new ProbeHealth(settings.failures(), settings.successes(), settings.startupGrace(),
                System::nanoTime);
    }

    /** Probes from now on. */
    public void start() {
        if (settings.kind() != ProbeSettings.Kind.NONE) {
            ask();
            timer = vertx.setPeriodic(settings.interval().toMillis(), tick -> ask());
        }
    }

    public void stop() {
        vertx.cancelTimer(timer);
        http.close();
        tcp.close();
    }

    /** The agent was started just now: it has its grace again. */
    public void agentStarted() {
        health.restart();
    }

    /** Whether it is too early to tell. */
    public boolean isWarming() {
        return settings.kind() != ProbeSettings.Kind.NONE && health.state() == ProbeHealth.State.WARMING;
    }

    public boolean isUnhealthy() {
        return health.state() == ProbeHealth.State.UNHEALTHY;
    }

    public boolean isHealthy() {
        return health.state() == ProbeHealth.State.HEALTHY;
    }

    /** Null before the first. */
    public Heartbeat.ProbeReport last() {
        return last;
    }

    private synchronized void ask() {
        // One at a time: those that an agent does not answer must not heap up.
        if (asking) {
            return;
        }
        asking = true;
        lookForStart();
        long start = System.nanoTime();
        probe().timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS).onComplete(answer -> {
            double millis = Math.round((System.nanoTime() - start) / NANOS_PER_MILLI * 100) / 100.0;
            tell(answer.succeeded() ? null : reason(answer.cause()), millis);
        });
    }

    /** Whoever started the process: it needs as long to start after an exit as after a recovery. */
    private void lookForStart() {
        Heartbeat.ProcessReport report = process.report();
        if (report != null && report.pid() != null && !report.startedAt().equals(processStartedAt)) {
            processStartedAt = report.startedAt();
            health.restart();
        }
    }

    private synchronized void tell(String failure, double millis) {
        asking = false;
        if (failure == null) {
            health.succeeded();
        } else {
            health.failed();
        }
        last = new Heartbeat.ProbeReport(settings.kind().name().toLowerCase(Locale.ROOT), failure, millis,
                health.failures(),
                Instant.now());
    }

    private Future<?> probe() {
        boolean tls = "https".equals(target.getScheme());
        int port = target.getPort() > 0 ? target.getPort() : tls ? 443 : 80;
        return switch (settings.kind()) {
            case HTTP -> http
                    .request(new RequestOptions().setMethod(HttpMethod.GET).setHost(target.getHost()).setPort(port)
                            .setSsl(tls)
                            .setURI(settings.path()).setTimeout(settings.timeout().toMillis()))
                    .compose(request -> request.send()).compose(Prober::judge);
            case TCP -> tcp.connect(port, target.getHost()).compose(socket -> socket.close());
            case PROCESS -> process.isRunning()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new IllegalStateException("the process does not run"));
            case NONE -> Future.succeededFuture();
        };
    }

    /** The body may be as long as it likes: nobody reads it. */
    private static Future<Void> judge(HttpClientResponse answer) {
        int status = answer.statusCode();
        answer.request().connection().close();
        return status >= OK && status < REDIRECT_END
                ? Future.succeededFuture()
                : Future.failedFuture(new IllegalStateException("status " + status));
    }

    /** In words that say nothing of what the agent sent. */
    private String reason(Throwable cause) {
        if (cause instanceof IllegalStateException) {
            return cause.getMessage();
        }
        if (cause instanceof ConnectException) {
            return "the connection is refused";
        }
        return cause instanceof TimeoutException || cause.getClass().getSimpleName().contains("Timeout")
                ? "no answer within " + settings.timeout().toMillis() + " ms"
                : "the connection broke";
    }
}
