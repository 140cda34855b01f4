package io.agentops.rca.healing;

import java.time.Instant;
import java.util.UUID;

import io.agentops.rca.healing.ControlPlane.Kind;
import io.agentops.rca.healing.ControlPlane.Step;
import io.agentops.rca.healing.Recovery.State;
import io.vertx.core.json.JsonObject;

/** Recoveries as control planes are asked about. */
final class Recoveries {

    static final Instant ACTING = Instant.parse("2026-11-20T10:00:00Z");

    private Recoveries() {}

    static Recovery acting(Kind plane, JsonObject target, long fencing) {
        return new Recovery("p", UUID.randomUUID(), "a", fencing, true, Level.RESTART, State.ACTING, plane, target,
                null,
                ACTING.minusSeconds(1), ACTING, ACTING.plusSeconds(60), null, null, ACTING.plusSeconds(1),
                new Recovery.Claim("owner", 1), new AgentSight("UNHEALTHY", false, 0, null, ACTING, null), null);
    }

    /** The same, taken over with what the control plane said. */
    static Recovery after(Recovery recovery, Step said) {
        return with(recovery, said instanceof Step.Underway underway ? underway.progress() : null,
                recovery.now(), recovery.agent());
    }

    static Recovery with(Recovery recovery, JsonObject progress, Instant now, AgentSight agent) {
        return new Recovery(recovery.projectId(), recovery.id(), recovery.agentId(), recovery.fencing(),
                recovery.automatic(), recovery.level(), recovery.state(), recovery.plane(), recovery.target(), progress,
                recovery.createdAt(), recovery.actingAt(), recovery.deadline(), recovery.actedAt(),
                recovery.healthyFrom(), now, recovery.claim(), agent, null);
    }
}
