package io.agentops.sidecar.probe;

import jakarta.inject.Singleton;

import io.agentops.contract.agent.FaultMatch;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.sidecar.faults.FaultRegistry;
import io.agentops.sidecar.proxy.ProxyServer;
import io.agentops.sidecar.proxy.ProxySettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

/**
 * Takes the way of the callers while a fault is active and hardly any of them does, so that what the fault does is seen within
 * two heartbeats. Without a fault it makes no request at all.
 */
@Singleton
public class SyntheticTraffic {

    private static final int MOST_AT_ONCE = 8;
    private static final String ANY_ADDRESS = "0.0.0.0";

    private final Vertx vertx;
    private final ProbeSettings settings;
    private final ProxySettings proxySettings;
    private final ProxyServer proxy;
    private final FaultRegistry faults;
    private final HttpClient client;
    private long timer;

    public SyntheticTraffic(Vertx vertx, ProbeSettings settings, ProxySettings proxySettings, ProxyServer proxy,
            FaultRegistry faults) {
        this.vertx = vertx;
        this.settings = settings;
        this.proxySettings = proxySettings;
        this.proxy = proxy;
        this.faults = faults;
        this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(MOST_AT_ONCE).setMaxWaitQueueSize(0));
    }

    public void start() {
        timer = vertx.setPeriodic(settings.syntheticInterval().toMillis(), tick -> askWhereNobodyDoes());
    }

    public void stop() {
        vertx.cancelTimer(timer);
        client.close();
    }

    private void askWhereNobodyDoes() {
        if (!faults.isAnyActive(FaultMatch.AGENT)) {
            return;
        }
        Heartbeat.Traffic traffic = proxy.traffic().figures();
        long seconds = Math.max(1, traffic.windowMs() / 1000);
        if (traffic.requests() - traffic.synthetic() < seconds) {
            ask();
        }
    }

    private void ask() {
        String host = ANY_ADDRESS.equals(proxySettings.host()) ? "127.0.0.1" : proxySettings.host();
        client.request(new RequestOptions().setMethod(HttpMethod.GET).setHost(host).setPort(proxy.port())
                .setURI(settings.path()).setTimeout(settings.syntheticTimeout().toMillis())
                .putHeader(ProxyServer.SYNTHETIC, proxy.syntheticToken()))
                .compose(request -> request.send()).compose(answer -> answer.end())
                // What became of it is counted where all requests are.
                .onFailure(counted -> {});
    }
}
