package io.agentops.rca.model;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.contract.rca.RcaReport.ModelOutcome;
import io.micrometer.core.instrument.MeterRegistry;

/** The metrics of the optional model; there are none while it is off. */
@ApplicationScoped
class ModelMetrics {

    /** Counter by {@link #OUTCOME}: reports about which a model was asked, or not, while one is configured. */
    static final String REPORTS = "agentops.rca.model.reports";

    /** Timer: calls of a model, whatever came of them. */
    static final String DURATION = "agentops.rca.model.duration";

    /** Counter: sentences and titles of a model that were not kept. */
    static final String DROPPED = "agentops.rca.model.dropped";

    /** As in the report. */
    static final String OUTCOME = "outcome";

    private final MeterRegistry registry;

    ModelMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void report(ModelOutcome outcome) {
        registry.counter(REPORTS, OUTCOME, outcome.wireName()).increment();
    }

    void call(Duration took) {
        registry.timer(DURATION).record(took);
    }

    void dropped(int sentences) {
        registry.counter(DROPPED).increment(sentences);
    }
}
