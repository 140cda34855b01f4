package io.agentops.sidecar;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.agentops.sidecar.heartbeat.HeartbeatLoop;
import io.agentops.sidecar.probe.Prober;
import io.agentops.sidecar.probe.SyntheticTraffic;
import io.agentops.sidecar.process.AgentProcess;
import io.agentops.sidecar.proxy.ProxyServer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Starts and stops the parts in order: the agent before its traffic, and the other way round. */
@Singleton
class Sidecar {

    private static final long PATIENCE_SECONDS = 10;

    private final AgentProcess process;
    private final ProxyServer proxy;
    private final Prober prober;
    private final SyntheticTraffic synthetic;
    private final HeartbeatLoop heartbeats;

    Sidecar(AgentProcess process, ProxyServer proxy, Prober prober, SyntheticTraffic synthetic,
            HeartbeatLoop heartbeats) {
        this.process = process;
        this.proxy = proxy;
        this.prober = prober;
        this.synthetic = synthetic;
        this.heartbeats = heartbeats;
    }

    void start(@Observes StartupEvent event) throws ExecutionException, InterruptedException, TimeoutException {
        process.start();
        proxy.start().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        prober.start();
        synthetic.start();
        heartbeats.start();
    }

    void stop(@Observes ShutdownEvent event) throws ExecutionException, InterruptedException, TimeoutException {
        heartbeats.stop();
        synthetic.stop();
        prober.stop();
        proxy.stop().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.close();
    }
}
