package io.agentops.sidecar.heartbeat;

import java.time.Instant;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.agentops.contract.agent.AgentStatus;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.agent.HeartbeatBuilder;
import io.agentops.sidecar.SidecarSettings;
import io.agentops.sidecar.faults.FaultRegistry;
import io.agentops.sidecar.probe.ProbeSettings;
import io.agentops.sidecar.probe.Prober;
import io.agentops.sidecar.process.AgentProcess;
import io.agentops.sidecar.process.Recoveries;
import io.agentops.sidecar.proxy.ProxyServer;

/** All that is known of the agent now. */
@Singleton
public class StatusBoard {

    private final SidecarSettings sidecar;
    private final HeartbeatSettings settings;
    private final ProbeSettings probes;
    private final Prober prober;
    private final ProxyServer proxy;
    private final FaultRegistry faults;
    private final AgentProcess process;
    private final Recoveries recoveries;
    private final ConfigurationReport configuration;
    private final StatusTracker tracker;
    private final String sidecarId = UUID.randomUUID().toString();
    private volatile Long configVersion;
    private volatile Instant healthyAt = Instant.EPOCH;

    public StatusBoard(SidecarSettings sidecar, HeartbeatSettings settings, ProbeSettings probes, Prober prober,
            ProxyServer proxy,
            FaultRegistry faults, AgentProcess process, Recoveries recoveries, ConfigurationReport configuration) {
        this.sidecar = sidecar;
        this.settings = settings;
        this.probes = probes;
        this.prober = prober;
        this.proxy = proxy;
        this.faults = faults;
        this.process = process;
        this.recoveries = recoveries;
        this.configuration = configuration;
        this.tracker = new StatusTracker(settings.status().betterAfter(), System::nanoTime);
    }

    /** Judges anew; to be called every second or so. */
    void look() {
        Heartbeat.ProbeReport last = prober.last();
        StatusRule.Verdict verdict = StatusRule.judge(settings.status(), probesSay(),
                last == null ? 0 : last.failures(),
                proxy.traffic().figures());
        // While it is restarted, what was asked of the agent may be from before.
        if (verdict.status() == AgentStatus.HEALTHY && !recoveries.isUnderWay()) {
            healthyAt = Instant.now();
        }
        tracker.update(verdict.status() != AgentStatus.HEALTHY && isRecovering()
                ? new StatusRule.Verdict(AgentStatus.RECOVERING, "the agent was restarted: " + verdict.reason())
                : verdict);
    }

    /** Until it was healthy once, or has had its time: what falls again after that is down, however short ago it was restarted. */
    private boolean isRecovering() {
        return recoveries.isUnderWay() || recoveries.restartedAt().filter(at -> at.isAfter(healthyAt)
                && at.isAfter(Instant.now().minus(probes.startupGrace()))).isPresent();
    }

    private StatusRule.Probes probesSay() {
        if (prober.isUnhealthy()) {
            return StatusRule.Probes.UNHEALTHY;
        }
        if (prober.isHealthy()) {
            return StatusRule.Probes.HEALTHY;
        }
        if (process.isSupervised() && !process.isRunning()) {
            return StatusRule.Probes.NO_PROCESS;
        }
        return probes.kind() == ProbeSettings.Kind.NONE ? StatusRule.Probes.NONE : StatusRule.Probes.WARMING;
    }

    void configured(long version) {
        configVersion = version;
    }

    /** A heartbeat of now, without what was missed. */
    public Heartbeat snapshot(long sequence) {
        Heartbeat.Traffic traffic = proxy.traffic().figures();
        Heartbeat.ProbeReport probe = prober.last();
        Double latency = traffic.p95Ms() != null ? traffic.p95Ms() : probe == null ? null : (Double) probe.latencyMs();
        StatusRule.Verdict verdict = tracker.current();
        return HeartbeatBuilder.builder().agentId(sidecar.agentId())
                .agentName(sidecar.agentName().orElse(sidecar.agentId()))
                .agentVersion(sidecar.agentVersion().orElse(null)).environment(sidecar.environment())
                .sidecarId(sidecarId)
                .sequence(sequence).sentAt(Instant.now()).status(verdict.status()).statusSince(tracker.since())
                .reason(verdict.reason()).warming(prober.isWarming()).latencyMs(latency)
                .errorRate(Math.round(StatusRule.errorRate(traffic) * 1e4) / 1e4).traffic(traffic).probe(probe)
                .configVersion(configVersion).faults(faults.states()).process(process.report())
                .recoveries(recoveries.latest()).configuration(configuration.now()).build();
    }
}
