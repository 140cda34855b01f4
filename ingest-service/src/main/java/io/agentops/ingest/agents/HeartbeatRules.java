package io.agentops.ingest.agents;

import java.time.Instant;
import java.util.List;

import io.agentops.contract.agent.ExitReason;
import io.agentops.contract.agent.FaultState;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.agent.RecoveryResult;
import io.agentops.http.Problem;
import io.agentops.ingest.runs.Rules;

/** What a heartbeat must be like. */
final class HeartbeatRules extends Rules {

    private static final int REASON_LENGTH = 500;
    private static final int VERSION_LENGTH = 100;
    private static final int MOST_FAULTS = 64;
    private static final int MOST_RECOVERIES = 16;
    private static final int MOST_ERRORS = 32;

    HeartbeatRules(Instant latest) {
        super(latest);
    }

    /** All that is wrong, up to a bound. */
    List<Problem.Error> check(Heartbeat heartbeat) {
        id("/agent_id", heartbeat.agentId());
        optionalId("/agent_name", heartbeat.agentName());
        label("/agent_version", heartbeat.agentVersion());
        label("/environment", heartbeat.environment());
        optionalId("/sidecar_id", heartbeat.sidecarId());
        notNegative("/sequence", heartbeat.sequence());
        time("/sent_at", heartbeat.sentAt());
        present("/status", heartbeat.status());
        time("/status_since", heartbeat.statusSince());
        bounded("/reason", heartbeat.reason(), REASON_LENGTH);
        notNegative("/latency_ms", heartbeat.latencyMs());
        if (!(heartbeat.errorRate() >= 0 && heartbeat.errorRate() <= 1)) {
            add("/error_rate", "must be 0 to 1");
        }
        if (heartbeat.traffic() != null) {
            within("/traffic", heartbeat.traffic(), this::traffic);
        }
        if (heartbeat.probe() != null) {
            label("/probe/kind", heartbeat.probe().kind());
            bounded("/probe/failure", heartbeat.probe().failure(), REASON_LENGTH);
        }
        if (heartbeat.configuration() != null) {
            within("/configuration", heartbeat.configuration(), this::configuration);
        }
        lists(heartbeat);
        return errors();
    }

    private void lists(Heartbeat heartbeat) {
        atMost("/faults", heartbeat.faults().size(), MOST_FAULTS);
        each("/faults", heartbeat.faults(), this::fault);
        if (heartbeat.process() != null && heartbeat.process().lastExit() != null) {
            within("/process/last_exit", heartbeat.process().lastExit(), this::exit);
        }
        atMost("/recoveries", heartbeat.recoveries().size(), MOST_RECOVERIES);
        each("/recoveries", heartbeat.recoveries(), this::recovery);
        atMost("/missed", heartbeat.missed().size(), Heartbeat.MOST_MISSED);
        each("/missed", heartbeat.missed(), this::missed);
    }

    private void missed(Heartbeat.Missed missed) {
        present("/at", missed.at());
        time("/at", missed.at());
        present("/status", missed.status());
        bounded("/reason", missed.reason(), REASON_LENGTH);
    }

    private void traffic(Heartbeat.Traffic traffic) {
        notNegative("/p50_ms", traffic.p50Ms());
        notNegative("/p95_ms", traffic.p95Ms());
        notNegative("/p99_ms", traffic.p99Ms());
        if (traffic.errors() != null) {
            atMost("/errors", traffic.errors().size(), MOST_ERRORS);
        }
    }

    private void configuration(Heartbeat.Configuration configuration) {
        bounded("/sidecar_version", configuration.sidecarVersion(), VERSION_LENGTH);
        if (configuration.access() != null) {
            within("/access", configuration.access(), this::access);
        }
    }

    private void access(Heartbeat.Access access) {
        present("/since", access.since());
        time("/since", access.since());
        notNegative("/answered", access.answered());
        notNegative("/without_credentials", access.withoutCredentials());
        if (access.withoutCredentials() > access.answered()) {
            add("/without_credentials", "must not be more than answered");
        }
        time("/last_without_credentials", access.lastWithoutCredentials());
    }

    private void fault(FaultState fault) {
        id("/fault_id", fault.faultId());
        present("/phase", fault.phase());
        bounded("/reason", fault.reason(), REASON_LENGTH);
        notNegative("/affected", fault.affected());
    }

    private void exit(ExitReason exit) {
        label("/signal", exit.signal());
        present("/at", exit.at());
        time("/at", exit.at());
    }

    private void recovery(RecoveryResult recovery) {
        id("/recovery_id", recovery.recoveryId());
        present("/outcome", recovery.outcome());
        bounded("/detail", recovery.detail(), REASON_LENGTH);
        time("/finished_at", recovery.finishedAt());
    }
}
