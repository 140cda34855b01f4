package io.agentops.ingest.agents;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.agentops.contract.agent.AgentStatus;
import io.agentops.contract.agent.ExitReason;
import io.agentops.contract.agent.FaultState;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.agent.RecoveryResult;
import io.vertx.core.json.JsonObject;

/**
 * Something that happened to an agent.
 *
 * @param told as heartbeats say it, one after the other: what the last one said is not new
 * @param key what makes it one event, whichever heartbeats tell of it
 */
record AgentEvent(Kind kind, String told, String key, Instant at, JsonObject detail) {

    /** How far back a time is believed; what is older happened before the platform knew of it. */
    private static final Duration MOST_BEFORE = Duration.ofDays(1);

    /** What can happen. */
    enum Kind {
        STATUS,
        SIDECAR,
        FAULT,
        EXIT,
        RECOVERY;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** All that a heartbeat tells of. */
    static List<AgentEvent> of(Heard heard) {
        Heartbeat heartbeat = heard.heartbeat();
        List<AgentEvent> events = new ArrayList<>();
        events.add(status(heard));
        missed(heard, events);
        if (!heard.sidecar().isEmpty()) {
            events.add(made(Kind.SIDECAR, heard.sidecar(), heard.at(),
                    new JsonObject().put("sidecar_id", heard.sidecar()).put("agent_version",
                            heartbeat.agentVersion())));
        }
        for (FaultState fault : heartbeat.faults()) {
            events.add(made(Kind.FAULT, fault.faultId() + "@" + fault.phase().wireName(), heard.at(),
                    new JsonObject().put("fault_id", fault.faultId())
                            .put("type", fault.type() == null ? null : fault.type().wireName())
                            .put("phase", fault.phase().wireName()).put("reason", fault.reason())));
        }
        if (heartbeat.process() != null && heartbeat.process().lastExit() != null) {
            events.add(exit(heartbeat.process().lastExit(), heard.at()));
        }
        heartbeat.recoveries().forEach(recovery -> events.add(recovery(recovery, heard.at())));
        return events;
    }

    /** That an agent is heard of again; its status may have been told before it fell silent. */
    static AgentEvent heardAgain(Heard heard) {
        String status = heard.heartbeat().status().name();
        return new AgentEvent(Kind.STATUS, "", status + "@" + heard.at(), heard.at(),
                new JsonObject().put("status", status).put("reason", "heard of again"));
    }

    private static AgentEvent status(Heard heard) {
        AgentStatus status = heard.heartbeat().status();
        Instant since = heard.heartbeat().statusSince();
        JsonObject detail = new JsonObject().put("status", status.name()).put("reason", heard.heartbeat().reason())
                .put("latency_ms", heard.heartbeat().latencyMs()).put("error_rate", heard.heartbeat().errorRate());
        return new AgentEvent(Kind.STATUS, line(Kind.STATUS, status + (since == null ? "" : "@" + since)),
                status + "@" + (since == null ? heard.at() : since),
                since == null ? heard.at() : believed(since, heard.at()), detail);
    }

    /** How the status changed while the platform was away, up to the one it has now. */
    private static void missed(Heard heard, List<AgentEvent> events) {
        Instant since = heard.heartbeat().statusSince();
        AgentStatus before = null;
        for (Heartbeat.Missed missed : heard.heartbeat().missed()) {
            if (before != null && before != missed.status() && (since == null || missed.at().isBefore(since))) {
                events.add(made(Kind.STATUS, missed.status() + "@" + missed.at(), believed(missed.at(), heard.at()),
                        new JsonObject().put("status", missed.status().name()).put("reason", missed.reason())
                                .put("latency_ms", missed.latencyMs()).put("error_rate", missed.errorRate())));
            }
            before = missed.status();
        }
    }

    private static AgentEvent exit(ExitReason exit, Instant heard) {
        return made(Kind.EXIT, exit.pid() + "@" + exit.at(), believed(exit.at(), heard),
                new JsonObject().put("pid", exit.pid()).put("code", exit.code()).put("signal", exit.signal())
                        .put("out_of_memory", exit.outOfMemory()).put("requested", exit.requested()));
    }

    private static AgentEvent recovery(RecoveryResult told, Instant heard) {
        return made(Kind.RECOVERY, told.recoveryId() + "@" + told.outcome().wireName(),
                told.finishedAt() == null ? heard : believed(told.finishedAt(), heard),
                new JsonObject().put("recovery_id", told.recoveryId()).put("outcome", told.outcome().wireName())
                        .put("detail", told.detail()).put("took_ms", told.tookMs()));
    }

    private static AgentEvent made(Kind kind, String key, Instant at, JsonObject detail) {
        return new AgentEvent(kind, line(kind, key), key, at, detail);
    }

    private static String line(Kind kind, String key) {
        return (kind.wireName() + " " + key).replace('\n', ' ');
    }

    private static Instant believed(Instant told, Instant heard) {
        return told.isBefore(heard.minus(MOST_BEFORE)) || told.isAfter(heard) ? heard : told;
    }

    /** The day of its row. */
    LocalDate day() {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
