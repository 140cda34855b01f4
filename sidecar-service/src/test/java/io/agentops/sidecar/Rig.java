package io.agentops.sidecar;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultSpecBuilder;
import io.agentops.contract.agent.FaultType;
import io.agentops.sidecar.faults.FaultRegistry;
import io.agentops.sidecar.heartbeat.ConfigurationReport;
import io.agentops.sidecar.heartbeat.HeartbeatLoop;
import io.agentops.sidecar.heartbeat.StatusBoard;
import io.agentops.sidecar.probe.Prober;
import io.agentops.sidecar.probe.SyntheticTraffic;
import io.agentops.sidecar.process.AgentProcess;
import io.agentops.sidecar.process.Recoveries;
import io.agentops.sidecar.proxy.ProxyServer;
import io.quarkus.runtime.ApplicationConfig;
import io.vertx.core.Vertx;

/** A whole sidecar, put together as the container does it. */
public final class Rig implements AutoCloseable {

    public final Vertx vertx = Vertx.vertx();
    public final AgentProcess process;
    public final FaultRegistry faults;
    public final ProxyServer proxy;
    public final Recoveries recoveries;
    public final HeartbeatLoop heartbeats;
    private final Sidecar sidecar;

    public Rig(Path dataDir, Map<String, String> given) throws Exception {
        Map<String, String> all = new HashMap<>(given);
        all.put("data-dir", dataDir.toString());
        Settings settings = Settings.of(all);
        process = new AgentProcess(vertx, settings.sidecar(), settings.process());
        faults = new FaultRegistry(vertx, settings.sidecar(), settings.faults(), process);
        proxy = new ProxyServer(vertx, settings.proxy(), faults);
        recoveries = new Recoveries(settings.sidecar(), process, faults);
        Prober prober = new Prober(vertx, settings.probe(), settings.proxy(), process);
        StatusBoard board = new StatusBoard(settings.sidecar(), settings.heartbeat(), settings.probe(), prober, proxy,
                faults,
                process, recoveries,
                new ConfigurationReport(new Release("1.2.3"), settings.faults(), settings.proxy(), settings.heartbeat(),
                        proxy));
        heartbeats = new HeartbeatLoop(vertx, settings.heartbeat(), board, faults, recoveries, prober);
        sidecar = new Sidecar(process, proxy, prober,
                new SyntheticTraffic(vertx, settings.probe(), settings.proxy(), proxy, faults), heartbeats);
        sidecar.start(null);
    }

    private record Release(Optional<String> version) implements ApplicationConfig {

        Release(String version) {
            this(Optional.of(version));
        }

        @Override
        public Optional<String> name() {
            return Optional.empty();
        }

        @Override
        public Optional<String> uiHeader() {
            return Optional.empty();
        }
    }

    /** A fault of ten seconds with the defaults of its type. */
    public static FaultSpecBuilder fault(String id, FaultType type) {
        return FaultSpecBuilder.builder().faultId(id).type(type).ttlSeconds(10);
    }

    /** A configuration that wants these faults. */
    public static DesiredConfig wanting(FaultSpec... faults) {
        return new DesiredConfig(1, null, List.of(faults), null);
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + proxy.port() + path);
    }

    @Override
    public void close() throws Exception {
        sidecar.stop(null);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
