package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.Level;
import io.agentops.contract.rca.RcaReport.Recovered;
import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;

/** What did not matter and why, what does without any call, and what a hypothesis shows of its sum. */
class RecoveryTest {

    @Test
    void lookUpThatAnotherMadeUpForDidNotMatter() {
        RcaReport report = report(failed(call("c1", "find_guest_by_email").failed("Error: guest record not found"),
                call("c2", "find_guest_by_name").answered("guest-7")).build());

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
        assertThat(report.recovered()).extracting(Recovered::title).containsExactly(
                "find_guest_by_email failed (retrieval_empty), and another look-up (find_guest_by_name) found something later");
    }

    @Test
    void lookUpThatFoundNothingAfterAnotherThatDidIsTheLastWord() {
        RcaReport report = report(failed(call("c1", "find_guest_by_name").answered("guest-7"),
                call("c2", "search_rooms").answered("{\"rooms\": [], \"results\": [], \"took_ms\": 12}")).build());

        assertThat(report.category()).isEqualTo(Category.RETRIEVAL_EMPTY);
        assertThat(report.recovered()).isEmpty();
    }

    @Test
    void emptyListBesideDataIsAnAnswer() {
        assertThat(report(failed(call("c1", "search_rooms").answered("{\"room\": {\"id\": 7}, \"items\": []}")).build())
                .category()).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void errorOfAStepWithoutCallsIsRead() {
        AgentRun run = run(StepBuilder.builder().stepId("s1").name("ask model").status("failure")
                .errorType("RateLimitError").errorMessage("too many requests").build(), List.of());

        RcaReport report = report(run);

        assertThat(report.category()).isEqualTo(Category.RATE_LIMITED);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_step_s1");
        assertThat(report.insufficientEvidence()).isFalse();
    }

    @Test
    void codeOfAFailureIsRead() {
        AgentRun run = run(StepBuilder.builder().stepId("s1").name("load").status("failure").build(),
                List.of(new Failure("f1", "tool", "schema_invalid", null, "s1")));

        RcaReport report = report(run);

        assertThat(report.category()).isEqualTo(Category.TOOL_SCHEMA_MISMATCH);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_step_s1");
    }

    @Test
    void runsOwnMessageCountsOnlyWhereItNamesItsKind() {
        assertThat(report(failed().error(null, "Stopped: maximum iterations exceeded").build()).category())
                .isEqualTo(Category.PLANNER_LOOP);
        assertThat(report(failed().error(null, "the report lacks a section").build()).insufficientEvidence()).isTrue();
        assertThat(report(failed().error("RowCountMismatch", "expected 30 rows but found 10").build()).category())
                .isEqualTo(Category.UNKNOWN);
    }

    @Test
    void sumShowsRuleStatusAndWhatContradicts() {
        RcaReport agreed = report(failed(call("c1", "rates").failed("city must be a string").code(400)).build());
        RcaReport against = report(failed(call("c1", "rates").failed("access denied").code(400)).build());
        RcaReport alone = report(failed(call("c1", "rates").failed("access denied")).build());

        assertThat(agreed.hypotheses().get(0).description()).isEqualTo(
                "Call c1 of rates: the words \"must be a\". Confidence is the sum of: schema_words: the words "
                        + "\"must be a\" (+0.72); status 400 says so, too (+0.10) = 0.82.");
        assertThat(agreed.hypotheses().get(0).confidence()).isEqualTo(Level.HIGH);
        assertThat(against.hypotheses().get(0).description())
                .contains("status 400 alone would speak for tool_schema_mismatch (-0.05) = 0.81");
        assertThat(alone.hypotheses().get(0).description())
                .contains("words alone: there is neither status_code nor error_class (-0.05) = 0.81");
    }

    @Test
    void everyCallIsQuotedWithItsOwnNumbers() {
        RcaReport report = report(failed(call("c1", "rates").failed("limit of 60 requests per hour reached"),
                call("c2", "rates").answered("{\"price\":80}"),
                call("c3", "prices").failed("limit of 90 requests per hour reached")).build());

        assertThat(report.hypotheses()).singleElement().satisfies(hypothesis -> {
            assertThat(hypothesis.evidenceIds()).containsExactly("ev_tool_c3");
            assertThat(hypothesis.verificationSteps().get(0)).contains("the limit 90");
        });
    }

    @Test
    void verificationNamesRequestsThatAPersonCanSend() {
        RcaReport report = report(Samples.timedOut().build());

        assertThat(report.hypotheses().get(0).verificationSteps()).containsExactly(
                "Compare the latency of the cited call with the time-out of 30s set for seat_map: GET /agent-runs/run-1/timeline.",
                "Look at the latency of seat_map in other runs of the same hour: "
                        + "GET /v1/runs?tool=seat_map&from=2026-03-01T09%3A30%3A00Z&to=2026-03-01T10%3A30%3A00Z.");
    }

    private static AgentRun run(Step step, List<Failure> failures) {
        return AgentRunBuilder.builder().runId("run-1").agentName("concierge").status(RunStatus.FAILURE)
                .steps(List.of(step)).failures(failures).build();
    }
}
