package io.agentops.sidecar;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.agentops.contract.agent.FaultPhase;
import io.agentops.sidecar.faults.FaultRegistry;
import io.agentops.sidecar.heartbeat.HeartbeatLoop;
import io.agentops.sidecar.proxy.ProxyServer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;

/** The sidecar's metrics: read from what is counted anyway, so that requests pay nothing for them. */
@Singleton
class SidecarMetrics {

    /** Requests to the agent that have ended. */
    static final String REQUESTS = "agentops.sidecar.requests";
    /** Of {@link #REQUESTS}, those that went wrong for their caller. */
    static final String ERRORS = "agentops.sidecar.request.errors";
    /** Requests to the agent on their way. */
    static final String IN_FLIGHT = "agentops.sidecar.requests.in.flight";
    /** Faults that are active. */
    static final String FAULTS = "agentops.sidecar.faults.active";
    /** Heartbeats that the platform took. */
    static final String SENT = "agentops.sidecar.heartbeats.sent";
    /** Heartbeats that it did not take when they were sent; what they said is sent later. */
    static final String FAILED = "agentops.sidecar.heartbeats.failed";

    void register(@Observes StartupEvent event, MeterRegistry registry, ProxyServer proxy, FaultRegistry faults,
            HeartbeatLoop heartbeats) {
        FunctionCounter.builder(REQUESTS, proxy, of -> of.traffic().total()).register(registry);
        FunctionCounter.builder(ERRORS, proxy, of -> of.traffic().totalErrors()).register(registry);
        Gauge.builder(IN_FLIGHT, proxy, of -> of.traffic().inFlight()).register(registry);
        Gauge.builder(FAULTS, faults, SidecarMetrics::active).register(registry);
        FunctionCounter.builder(SENT, heartbeats, HeartbeatLoop::sent).register(registry);
        FunctionCounter.builder(FAILED, heartbeats, HeartbeatLoop::failed).register(registry);
    }

    private static double active(FaultRegistry faults) {
        return faults.states().stream().filter(state -> state.phase() == FaultPhase.ACTIVE).count();
    }
}
