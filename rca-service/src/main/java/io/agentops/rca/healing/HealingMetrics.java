package io.agentops.rca.healing;

import java.time.Duration;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.rca.healing.Recovery.End;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The metrics of self-healing. A process that is killed between writing an outcome and counting it loses that count. */
@ApplicationScoped
class HealingMetrics {

    /** Counter by {@link #TRIGGER}, {@link #PLANE} and {@link #STATE}: recoveries this process ended. */
    static final String RECOVERIES = "agentops.healing.recoveries";

    /** Timer by {@link #TRIGGER}: from the wish to a healthy agent, of what recovered by a restart. */
    static final String TIME_TO_RECOVER = "agentops.healing.time.to.recover";

    /** Counter by {@link #KIND}: what people must hear of, as in the table healing_event. */
    static final String EVENTS = "agentops.healing.events";

    /** {@code manual} or {@code automatic}. */
    static final String TRIGGER = "trigger";
    /** {@code none} where nothing was chosen. */
    static final String PLANE = "control_plane";
    static final String STATE = "state";
    static final String KIND = "kind";

    private final MeterRegistry registry;

    HealingMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param healthyFrom null where no restart made it healthy */
    void ended(Recovery recovery, End end, Instant healthyFrom) {
        String trigger = recovery.automatic() ? "automatic" : "manual";
        registry.counter(RECOVERIES, TRIGGER, trigger, PLANE,
                recovery.plane() == null ? "none" : recovery.plane().wireName(), STATE, end.wireName()).increment();
        if (healthyFrom != null) {
            Timer.builder(TIME_TO_RECOVER).tag(TRIGGER, trigger).register(registry)
                    .record(Duration.between(recovery.createdAt(), healthyFrom));
        }
    }

    void event(String kind) {
        registry.counter(EVENTS, KIND, kind).increment();
    }
}
