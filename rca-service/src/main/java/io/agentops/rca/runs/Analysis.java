package io.agentops.rca.runs;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaStep;
import io.agentops.rca.collect.CollectedRun;
import io.agentops.rca.collect.RunReader;
import io.agentops.rca.engine.Engine;
import io.agentops.rca.model.ModelAdviser;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** One attempt at explaining a run: collect, classify, report, each told to those who watch as it begins. */
@ApplicationScoped
class Analysis {

    // Its own writer, so that no mapper customised for HTTP can change the bytes of a report.
    private static final ObjectWriter JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build()
            .writerFor(RcaReport.class);

    private final Engine engine = new Engine();
    private final RunReader runs;
    private final ModelAdviser model;
    private final ProgressStream progress;

    Analysis(RunReader runs, ModelAdviser model, ProgressStream progress) {
        this.runs = runs;
        this.model = model;
        this.progress = progress;
    }

    /** Explains the claimed run; fails when the attempt does. A run that is gone is an ending, not a failure. */
    Uni<Ending> explain(Claim claim) {
        return progress.begin(claim, RcaStep.STARTING, starting(claim))
                .chain(() -> progress.begin(claim, RcaStep.COLLECTING,
                        "Reading the run, its steps, tool calls and guardrail events"))
                .chain(() -> runs.read(claim.projectId(), claim.runId()))
                .chain(found -> found.isPresent()
                        ? explain(claim, found.get())
                        : Uni.createFrom().item(new Ending.Failed("The run no longer exists")));
    }

    private Uni<Ending> explain(Claim claim, CollectedRun found) {
        return progress.begin(claim, RcaStep.CLASSIFYING, "Read " + found.summary())
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(told -> engine.classify(found.run(), found.history(), found.group()))
                .call(findings -> progress.begin(claim, RcaStep.REPORTING, "Wording what the evidence supports"))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(findings -> found.noteGaps(engine.report(findings)))
                .map(report -> done(model.advise(report, claim.projectId(), found.run().status())));
    }

    private static Ending done(RcaReport report) {
        try {
            return new Ending.Done(report.category(), JSON.writeValueAsString(report), summary(report));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report cannot be written as JSON", e);
        }
    }

    private static String starting(Claim claim) {
        return claim.attempt() == 1
                ? "Analysis started"
                : "Analysis resumed after an interruption, attempt " + claim.attempt();
    }

    private static String summary(RcaReport report) {
        return report.insufficientEvidence()
                ? "Not enough evidence for a cause"
                : "Category " + report.category().wireName() + ", hypotheses: " + report.hypotheses().size()
                        + ", evidence: " + report.evidenceIndex().size();
    }
}
