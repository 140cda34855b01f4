package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.Evidence;
import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;

/** What steps and failure codes tell of a failure, and how a report shows it. */
class StepFindingTest {

    private static AgentRun run(Step... steps) {
        return AgentRunBuilder.builder(failed().build()).steps(List.of(steps)).build();
    }

    private static AgentRun run(Failure failure, Step... steps) {
        return AgentRunBuilder.builder(run(steps)).failures(List.of(failure)).build();
    }

    private static StepBuilder step(String id, String name) {
        return StepBuilder.builder().stepId(id).name(name);
    }

    private static Evidence evidence(RcaReport report, String id) {
        return report.evidenceIndex().stream().filter(found -> found.evidenceId().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void stepIsShownWithTheErrorItIsCitedFor() {
        Evidence shown = evidence(report(run(step("s1", "plan").status("failure").outputSummary("thinking")
                .errorType("RateLimitError").errorMessage("status 429").build())), "ev_step_s1");

        assertThat(shown.snippet()).isEqualTo("status 429");
        assertThat(shown.attributes()).containsEntry("error_type", "RateLimitError");
    }

    @Test
    void stepIsShownWithItsFailureCode() {
        RcaReport report = report(run(new Failure("f1", null, "timeout", null, "s1"),
                step("s1", "plan").status("failure").outputSummary("thinking").build()));

        assertThat(report.category()).isEqualTo(Category.TIMEOUT);
        assertThat(evidence(report, "ev_step_s1").attributes()).containsEntry("failure_code", "timeout");
        assertThat(evidence(report, "ev_step_s1").snippet()).isEqualTo("thinking");
    }

    @Test
    void strongerOfTwoStepsIsTheCause() {
        RcaReport report = report(AgentRunBuilder.builder(run(step("a", "look").status("success").retries(3).build(),
                step("b", "book").status("failure").retries(9).build())).errorType("BookingFailed").build());

        assertThat(report.hypotheses()).hasSize(1);
        assertThat(report.hypotheses().get(0).description()).startsWith("Step b: 9 retries of step book.")
                .endsWith("= 0.6.");
    }

    @Test
    void stepsOfOneNameAreCitedTogether() {
        RcaReport report = report(AgentRunBuilder.builder(run(step("a", "book").status("success").retries(3).build(),
                step("b", "book").status("failure").retries(9).build())).errorType("BookingFailed").build());

        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_step_b", "ev_step_a");
        assertThat(report.hypotheses().get(0).description()).startsWith("Step b:")
                .contains("seen more than once (+0.05) = 0.65").doesNotContain("more than one call");
    }

    @Test
    void errorOfAStepIsEnoughEvidence() {
        AgentRun run = AgentRunBuilder.builder(run(step("s1", "plan").status("failure")
                .errorMessage("KeyError: 'price' in planner.py line 40").build()))
                .errorMessage("Internal Server Error").build();

        assertThat(report(run).insufficientEvidence()).isFalse();
        assertThat(report(AgentRunBuilder.builder(run).steps(List.of()).build()).insufficientEvidence()).isTrue();
    }

    @Test
    void emptyAnswerInAStepDoesNotHideItsError() {
        AgentRun run = AgentRunBuilder.builder(failed(call("c1", "settings").in("s1").answered("{}")).build())
                .steps(List.of(step("s1", "plan").status("failure").errorType("RateLimitError")
                        .errorMessage("status 429").build()))
                .build();

        assertThat(report(run).category()).isEqualTo(Category.RATE_LIMITED);
    }

    @Test
    void failureCodeWithoutAStepIsTheRuns() {
        RcaReport report = report(run(new Failure("f1", null, "timeout", null, "unknown")));

        assertThat(report.insufficientEvidence()).isFalse();
        assertThat(report.category()).isEqualTo(Category.TIMEOUT);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_run_failures");
        assertThat(evidence(report, "ev_run_failures").snippet()).isEqualTo("timeout");
    }

    @Test
    void messageAfterManyBlanksIsRead() {
        RcaReport report = report(failed().error(null, " ".repeat(1600) + "Request timed out").build());

        assertThat(report.category()).isEqualTo(Category.TIMEOUT);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_run_error_message");
    }

    @Test
    void whatCannotBeCitedIsNotClaimed() {
        RcaReport report = report(run(step(null, "book").retries(5).build()));

        assertThat(report.hypotheses()).isEmpty();
        assertThat(report.checked()).noneMatch(words -> words.contains("retries"));
    }
}
