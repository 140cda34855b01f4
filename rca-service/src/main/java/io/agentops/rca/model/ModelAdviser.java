package io.agentops.rca.model;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.run.RunStatus;
import io.quarkus.runtime.Startup;

/**
 * Lets a language model, where one is configured, add to reports. Category, hypotheses, actions and suspects of the rules
 * stay as they are: what a model says comes after them, marked, citing evidence of the report. Off unless switched on;
 * a process that is told to use a model and cannot does not start.
 */
@Startup
@ApplicationScoped
public class ModelAdviser {

    private final Optional<Consultation> consultation;

    ModelAdviser(ModelConfig config, ModelMetrics metrics) {
        this.consultation = config.enabled() ? Optional.of(new Consultation(config, metrics)) : Optional.empty();
    }

    /**
     * The report, with what a model added if there is one. Blocks for as long as the model may take, and never fails for
     * its sake.
     */
    public RcaReport advise(RcaReport report, String project, RunStatus status) {
        return consultation.map(model -> model.on(report, project, status)).orElse(report);
    }
}
