package io.agentops.rca.healing;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.agentops.rca.healing.ControlPlane.Kind;
import io.agentops.rca.healing.ControlPlane.Step;
import io.agentops.rca.healing.Recovery.End;
import io.agentops.rca.healing.Recovery.State;
import io.agentops.rca.healing.SuccessRule.Sight;
import io.agentops.rca.healing.SuccessRule.Verdict;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;

/**
 * Goes one step on with a recovery. All that a step rests on is in the row, and the intent is there before the control plane is asked:
 * whoever takes over asks it again about the same recovery, for which it acts once.
 */
@ApplicationScoped
class RecoveryWork {

    private static final Logger LOG = Logger.getLogger(RecoveryWork.class);
    /** How long a sidecar may be told to begin. */
    private static final Duration BEGIN_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final RecoveryStore store;
    private final HealingConfig config;
    private final HealingMetrics metrics;
    private final SuccessRule success;
    private final Map<Kind, ControlPlane> planes = new EnumMap<>(Kind.class);

    @Inject
    RecoveryWork(RecoveryStore store, HealingConfig config, HealingMetrics metrics, Instance<ControlPlane> planes) {
        this(store, config, metrics, planes.stream().toList());
    }

    RecoveryWork(RecoveryStore store, HealingConfig config, HealingMetrics metrics, List<ControlPlane> planes) {
        this.store = store;
        this.config = config;
        this.metrics = metrics;
        this.success = new SuccessRule(config.work());
        planes.stream().filter(ControlPlane::isSetUp).forEach(plane -> this.planes.put(plane.kind(), plane));
    }

    /** Completes when the step is written down, or the claim is lost. */
    Uni<Void> step(Recovery recovery) {
        return switch (recovery.state()) {
            case REQUESTED -> begin(recovery);
            case ACTING -> act(recovery);
            case VERIFYING -> verify(recovery);
        };
    }

    private Uni<Void> begin(Recovery recovery) {
        if (recovery.automatic() && !recovery.agent().isDown()) {
            return end(recovery, End.LEFT, "The agent was up again, and nothing was restarted.", null);
        }
        String refusal = refusal(recovery);
        if (refusal != null) {
            return end(recovery, End.REFUSED, refusal, null);
        }
        Kind plane = plane(recovery);
        if (recovery.automatic() && recovery.agent().silent() && plane != Kind.SIDECAR) {
            return lookFirst(recovery, plane);
        }
        Instant deadline = recovery.now().plus(BEGIN_WITHIN);
        return store.intend(recovery, plane, deadline)
                .chain(mine -> mine ? act(recovery.intended(plane, deadline)) : Uni.createFrom().voidItem());
    }

    /** An agent that nobody hears of may have been replaced by another one, which serves: that one must not be restarted in its place. */
    private Uni<Void> lookFirst(Recovery recovery, Kind plane) {
        return look(recovery, planes.get(plane)).chain(sight -> switch (sight) {
            case HEALTHY -> end(recovery, End.SERVED, "Its workload serves, and nothing was restarted.", null);
            case NOT_YET, UNHEARD -> waitForWorkload(recovery);
            // The control plane is asked in a step of its own: a claim lasts for one question.
            case DOWN -> store.intend(recovery, plane, recovery.now().plus(BEGIN_WITHIN))
                    .chain(mine -> mine
                            ? rest(recovery, State.ACTING, null, null, null, Duration.ZERO)
                            : Uni.createFrom().voidItem());
        });
    }

    private Uni<Void> waitForWorkload(Recovery recovery) {
        Duration longest = config.work().healthyWithin();
        return recovery.now().isBefore(recovery.createdAt().plus(longest))
                ? rest(recovery, State.REQUESTED, null, null, null, RETRY_AFTER)
                : end(recovery, End.LEFT,
                        "Whether its workload serves could not be told within %d s, and nothing was restarted."
                                .formatted(longest.toSeconds()),
                        null);
    }

    /** Why it must not begin; null where it may. */
    private String refusal(Recovery recovery) {
        if (!config.enabled()) {
            return "Healing is switched off.";
        }
        if (recovery.stopReason() != null) {
            return "Recoveries of the project are stopped: " + recovery.stopReason();
        }
        if (recovery.agent().status() == null) {
            return "The agent is not known any more.";
        }
        Kind plane = plane(recovery);
        if (plane == null) {
            return "Nothing is known by which the agent could be restarted: its sidecar runs no process or is not heard of, "
                    + "and it has no target.";
        }
        return planes.containsKey(plane) ? null : "No control plane %s is set up.".formatted(plane.wireName());
    }

    /** The process beside the sidecar, while that is enough and can be reached; then what runs both. */
    private static Kind plane(Recovery recovery) {
        Kind target = recovery.target() == null ? null : Kind.of(recovery.target().getString("kind"));
        boolean besideSidecar = recovery.agent().isSupervised()
                && (recovery.level() == Level.RESTART || target == null);
        return besideSidecar ? Kind.SIDECAR : target;
    }

    private Uni<Void> act(Recovery recovery) {
        if (!config.enabled() || recovery.stopReason() != null) {
            return end(recovery, End.UNKNOWN, "Recoveries were stopped while it was being restarted.", null);
        }
        ControlPlane plane = planes.get(recovery.plane());
        if (plane == null) {
            return end(recovery, End.UNKNOWN, "Its control plane is not set up any more.", null);
        }
        return Uni.createFrom().deferred(() -> plane.restart(recovery))
                .ifNoItem().after(config.work().stepLimit()).fail()
                .onFailure().recoverWithItem(problem -> again(recovery, problem))
                .chain(step -> acted(recovery, step));
    }

    private Step again(Recovery recovery, Throwable problem) {
        LOG.warnf("Recovery %s of agent %s: %s does not answer as it should: %s", recovery.id(), recovery.agentId(),
                recovery.plane().wireName(), problem.getMessage());
        return new Step.Underway(null);
    }

    private Uni<Void> acted(Recovery recovery, Step step) {
        if (step instanceof Step.Done done) {
            return rest(recovery, State.VERIFYING, done.result(), recovery.now(), null, LOOK_EVERY);
        }
        if (step instanceof Step.Failed failed) {
            return end(recovery, End.FAILED, failed.why(), null);
        }
        if (step instanceof Step.Refused refused) {
            return end(recovery, End.REFUSED, refused.why(), null);
        }
        if (step instanceof Step.Unknown unknown) {
            return end(recovery, End.UNKNOWN, unknown.why(), null);
        }
        JsonObject progress = ((Step.Underway) step).progress();
        return recovery.now().isBefore(recovery.actingAt().plus(config.work().actWithin()))
                ? rest(recovery, State.ACTING, progress, null, null,
                        recovery.plane() == Kind.SIDECAR ? LOOK_EVERY : RETRY_AFTER)
                : end(recovery, End.UNKNOWN, "The control plane was not done within %d s."
                        .formatted(config.work().actWithin().toSeconds()), null);
    }

    private Uni<Void> verify(Recovery recovery) {
        return sight(recovery).chain(sight -> {
            Verdict verdict = success.judge(sight, recovery.actedAt(), recovery.healthyFrom(), recovery.now());
            if (verdict instanceof Verdict.Recovered recovered) {
                return isHeardSince(recovery)
                        ? end(recovery, End.RECOVERED, null, recovered.healthyFrom())
                        : end(recovery, End.REPLACED, "Its workload serves; the agent itself is not heard of.",
                                recovered.healthyFrom());
            }
            return verdict instanceof Verdict.Ineffective ineffective
                    ? end(recovery, End.INEFFECTIVE, ineffective.why(), null)
                    : rest(recovery, State.VERIFYING, null, recovery.actedAt(), ((Verdict.Wait) verdict).healthyFrom(),
                            LOOK_EVERY);
        });
    }

    private Uni<Sight> sight(Recovery recovery) {
        AgentSight agent = recovery.agent();
        if (agent.isOverdue(recovery.now(), config.heardWithin())) {
            return Uni.createFrom().item(Sight.UNHEARD);
        }
        if (isHeardSince(recovery)) {
            return Uni.createFrom().item(success.sight(agent.status(), agent.silent(), agent.errorRate()));
        }
        ControlPlane plane = planes.get(recovery.plane());
        return plane == null
                ? Uni.createFrom().item(Sight.NOT_YET)
                // What does not serve yet may come up in its time.
                : look(recovery, plane).map(seen -> seen == Sight.HEALTHY ? Sight.HEALTHY : Sight.NOT_YET);
    }

    /** What was said before the restart says nothing about it. */
    private static boolean isHeardSince(Recovery recovery) {
        AgentSight agent = recovery.agent();
        return !agent.silent() && agent.heardAt() != null && agent.heardAt().isAfter(recovery.actedAt());
    }

    private Uni<Sight> look(Recovery recovery, ControlPlane plane) {
        return Uni.createFrom().deferred(() -> plane.look(recovery))
                .ifNoItem().after(config.work().stepLimit()).fail()
                .onFailure().recoverWithItem(Sight.NOT_YET);
    }

    private Uni<Void> rest(Recovery recovery, State state, JsonObject progress, Instant actedAt, Instant healthyFrom,
            Duration rest) {
        return store.rest(recovery, state, progress, actedAt, healthyFrom, rest).replaceWithVoid();
    }

    private Uni<Void> end(Recovery recovery, End end, String outcome, Instant healthyFrom) {
        return store.end(recovery, end, outcome, healthyFrom).invoke(ended -> {
            if (ended) {
                metrics.ended(recovery, end, healthyFrom);
            }
        }).replaceWithVoid();
    }
}
