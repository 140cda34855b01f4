package io.agentops.rca.model;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import org.jboss.logging.Logger;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.ModelOutcome;
import io.agentops.contract.rca.RcaReport.ModelPart;
import io.agentops.contract.rca.RcaReportBuilder;
import io.agentops.contract.run.RunStatus;

/** Asks a configured model about reports, within what it may cost, and never lets it spoil one. */
final class Consultation {

    private static final Logger LOG = Logger.getLogger(Consultation.class);

    private final String name;
    private final ModelConfig config;
    private final ModelClient client;
    private final ModelMetrics metrics;
    private final CallBudget budget;
    private final Semaphore places;
    private final AtomicReference<ModelOutcome> lastTold = new AtomicReference<>(ModelOutcome.ANSWERED);

    /** Refuses a configuration that could not work. */
    Consultation(ModelConfig config, ModelMetrics metrics) {
        Bounds.check(config);
        var endpoint = Endpoint.of(config);
        this.name = endpoint.model();
        this.config = config;
        this.client = new ModelClient(config, endpoint);
        this.metrics = metrics;
        this.budget = new CallBudget(config.maxCallsPerHour(), System::nanoTime);
        this.places = new Semaphore(config.maxConcurrent());
        LOG.infof("Evidence of failed runs is sent to the model %s", endpoint);
        if (endpoint.isExposed()) {
            LOG.warnf("agentops.rca.model.allow-plain-http: evidence and key go unencrypted to %s", endpoint.host());
        }
    }

    /** The report with what the model added, or with why it added nothing. Waits for the model. */
    RcaReport on(RcaReport report, String project, RunStatus status) {
        RcaReport result;
        try {
            result = asked(report, project, status);
        } catch (RuntimeException problem) {
            result = unchanged(report, ModelFailure.of(problem).outcome());
        }
        metrics.report(result.model().outcome());
        return result;
    }

    private RcaReport asked(RcaReport report, String project, RunStatus status) {
        if (!isWorthAsking(report, status) || !config.projects().map(sent -> sent.contains(project)).orElse(true)) {
            return unchanged(report, ModelOutcome.NOT_ASKED);
        }
        if (!places.tryAcquire()) {
            return unchanged(report, ModelOutcome.BUSY);
        }
        try {
            return budget.take() ? answered(report) : unchanged(report, ModelOutcome.OVER_BUDGET);
        } finally {
            places.release();
        }
    }

    // What is no failure has no cause to find, and what cannot be cited cannot be said.
    private static boolean isWorthAsking(RcaReport report, RunStatus status) {
        return (status == RunStatus.FAILURE || status == RunStatus.PARTIAL) && !report.insufficientEvidence()
                && !report.evidenceIndex().isEmpty();
    }

    private RcaReport answered(RcaReport report) {
        var question = Question.about(report, config.maxInputChars());
        var draft = timed(question);
        var opinion = new Opinion(name, draft, new SentenceCheck(question.shown()));
        int dropped = draft.size() - opinion.kept();
        metrics.dropped(dropped);
        return opinion.beside(report, dropped);
    }

    private Draft timed(Question question) {
        long begun = System.nanoTime();
        try {
            var draft = client.answer(question);
            lastTold.set(ModelOutcome.ANSWERED);
            return draft;
        } catch (ModelFailure failure) {
            if (lastTold.getAndSet(failure.outcome()) != failure.outcome()) {
                LOG.warnf("The model %s adds nothing to reports for now: %s", name, failure.getMessage());
            }
            throw failure;
        } finally {
            metrics.call(Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private RcaReport unchanged(RcaReport report, ModelOutcome outcome) {
        return RcaReportBuilder.builder(report).model(new ModelPart(name, outcome, List.of(), 0)).build();
    }
}
