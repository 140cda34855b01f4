package io.agentops.rca.model;

import java.util.Optional;
import java.util.stream.Stream;

import io.agentops.contract.rca.RcaReport.ModelOutcome;

/** A model gave nothing to use. Carries no words of the endpoint or of the run. */
final class ModelFailure extends RuntimeException {

    private final ModelOutcome outcome;

    ModelFailure(ModelOutcome outcome) {
        super(outcome.wireName(), null, false, false);
        this.outcome = outcome;
    }

    ModelOutcome outcome() {
        return outcome;
    }

    /** The failure behind a problem of the client; without one, the answer was not what the client takes. */
    static ModelFailure of(Throwable problem) {
        return behind(problem).orElseGet(() -> new ModelFailure(ModelOutcome.UNREADABLE));
    }

    /** The failure that a client may have wrapped. */
    static Optional<ModelFailure> behind(Throwable problem) {
        return Stream.iterate(problem, cause -> cause != null, Throwable::getCause)
                .filter(ModelFailure.class::isInstance)
                .map(ModelFailure.class::cast)
                .findFirst();
    }
}
