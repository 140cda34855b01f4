package io.agentops.rca.healing;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.contract.agent.RecoveryOutcome;
import io.agentops.rca.healing.ControlPlane.Step;
import io.agentops.rca.healing.SuccessRule.Sight;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The process beside a sidecar. The sidecar is told with the answer to its next heartbeat, for as long as the row says so, restarts once
 * for an id, and tells the outcome with the heartbeats that follow.
 */
@ApplicationScoped
class SidecarControlPlane implements ControlPlane {

    /** For the last heartbeats before the deadline to be stored. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    @Override
    public Kind kind() {
        return Kind.SIDECAR;
    }

    @Override
    public Uni<Step> restart(Recovery recovery) {
        return Uni.createFrom().item(told(recovery).map(SidecarControlPlane::step).orElseGet(() -> untold(recovery)));
    }

    private static Optional<JsonObject> told(Recovery recovery) {
        JsonObject heartbeat = recovery.agent().heartbeat();
        JsonArray told = heartbeat == null ? null : heartbeat.getJsonArray("recoveries");
        return told == null
                ? Optional.empty()
                : told.stream().map(JsonObject.class::cast)
                        .filter(each -> recovery.id().toString().equals(each.getString("recovery_id"))).findFirst();
    }

    private static Step untold(Recovery recovery) {
        return recovery.now().isBefore(recovery.deadline().plus(GRACE))
                ? new Step.Underway(null)
                : new Step.Unknown("The sidecar did not say whether it restarted the process.");
    }

    /** What the sidecar was interrupted in it never takes up again: whether the process runs is seen by its probes. */
    private static Step step(JsonObject told) {
        return switch (RecoveryOutcome.valueOf(told.getString("outcome").toUpperCase(Locale.ROOT))) {
            case SUCCEEDED, INTERRUPTED -> new Step.Done(told);
            case FAILED -> new Step.Failed("The sidecar could not restart the process.");
            case UNSUPPORTED -> new Step.Refused("The sidecar runs no process.");
            case STALE -> new Step.Refused("The sidecar has seen a later recovery.");
            case EXPIRED -> new Step.Failed("The sidecar was told too late.");
        };
    }

    /** A sidecar that is not heard of tells nothing. */
    @Override
    public Uni<Sight> look(Recovery recovery) {
        return Uni.createFrom().item(Sight.NOT_YET);
    }
}
