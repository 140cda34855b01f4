package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.RunSample.succeeded;
import static io.agentops.rca.engine.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.ActionItem;
import io.agentops.contract.rca.RcaReport.ActionType;
import io.agentops.contract.rca.RcaReport.Evidence;
import io.agentops.contract.rca.RcaReport.Level;

class EngineTest {

    @Test
    void refusedArgumentsCiteTheCallAndItsGuardrailEvent() {
        RcaReport report = report(Samples.schemaRefusedByTool().build());

        assertThat(report.category()).isEqualTo(Category.TOOL_SCHEMA_MISMATCH);
        assertThat(report.hypotheses()).hasSize(1);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_tool_c1", "ev_guard_g1");
        assertThat(report.hypotheses().get(0).confidence()).isEqualTo(Level.HIGH);
        assertThat(report.hypotheses().get(0).title())
                .isEqualTo("book_room was called with arguments it does not accept (nights)");
        assertThat(report.evidenceIndex()).extracting(Evidence::evidenceId).containsExactly("ev_guard_g1", "ev_tool_c1",
                "ev_step_s1");
        assertThat(report.suspects().get(0).stepId()).isEqualTo("s1");
        assertThat(report.suspects().get(0).callId()).isEqualTo("c1");
        assertThat(report.actionItems().get(0).description()).contains("nights").contains("book_room");
    }

    @Test
    void argumentsAreCheckedAgainstTheToolsSchemaThoughNoErrorWasSent() {
        RcaReport report = report(Samples.schemaBrokenSilently().build());

        assertThat(report.category()).isEqualTo(Category.TOOL_SCHEMA_MISMATCH);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_tool_c1");
        assertThat(report.hypotheses().get(0).description()).contains("argument nights breaks the tool's schema");
        assertThat(report.rulesFired()).contains("schema_check");
    }

    @Test
    void whatWasMaskedIsNotHeldAgainstTheSchema() {
        RcaReport report = report(failed(call("c1", "book_room")
                .args("{\"nights\":\"[card]\",\"room\":\"[email]\"}")).tool("book_room", Samples.ROOM_SCHEMA).build());

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void programmersTypeWordsAreUnderstood() {
        RcaReport report = report(failed(call("c1", "book_room")
                .args("{\"nights\":2,\"rate\":1.5,\"guests\":[\"Ann\"],\"note\":7,\"room\":\"single\"}")
                .failed("no luck"))
                .tool("book_room", Samples.ROOM_SCHEMA).build());

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
        assertThat(report.checked()).contains(
                "Looked for arguments that break the tool's own schema, and calls of tools that were not offered: none.");
    }

    @Test
    void rateLimitNamesTheLimit() {
        RcaReport report = report(Samples.rateLimited().build());

        assertThat(report.category()).isEqualTo(Category.RATE_LIMITED);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_tool_c1");
        assertThat(report.hypotheses().get(0).verificationSteps().get(0)).contains("flight_prices")
                .contains("the limit 60");
    }

    @ParameterizedTest
    @ValueSource(strings = {"429, Too many requests. Retry-After: 30", "429 Too Many Requests for admin 5",
            "rate limit exceeded, the call timed out after 30s"})
    void timeToWaitIsNoQuota(String message) {
        RcaReport report = report(failed(call("c1", "flight_prices").failed(message).code(429)).build());

        assertThat(report.category()).isEqualTo(Category.RATE_LIMITED);
        assertThat(report.hypotheses().get(0).verificationSteps().get(0)).contains("with its limit");
        assertThat(report.actionItems()).extracting(ActionItem::remediation).containsOnlyNulls();
    }

    @ParameterizedTest
    @CsvSource({"upstream timed out after 30s, 30s", "time limit of 20 s exceeded, 20 s"})
    void timeoutNamesTheTime(String message, String time) {
        assertThat(report(failed(call("c1", "seat_map").failed(message)).build()).actionItems().get(0).title())
                .isEqualTo("Review the time-out of seat_map (" + time + ")");
    }

    @Test
    void refusedAccessInsideASuccessIsPermission() {
        RcaReport report = report(Samples.permissionDenied().build());

        assertThat(report.category()).isEqualTo(Category.TOOL_PERMISSION);
        assertThat(report.actionItems()).extracting(ActionItem::title).first()
                .isEqualTo("Give the agent access to loyalty_points");
    }

    @Test
    void timeoutIsTold() {
        assertThat(report(Samples.timedOut().build()).category()).isEqualTo(Category.TIMEOUT);
    }

    @Test
    void repetitionsRetriesAndCyclesAreLoops() {
        assertThat(report(Samples.repeatedCall().build()).category()).isEqualTo(Category.PLANNER_LOOP);
        assertThat(report(Samples.repeatedCall().build()).hypotheses().get(0).evidenceIds())
                .containsExactly("ev_tool_c0", "ev_tool_c1", "ev_tool_c2", "ev_tool_c3");
        assertThat(report(Samples.cycleOfCalls().build()).hypotheses().get(0).description())
                .contains("a cycle of 2 calls made 3 times over");
        assertThat(report(Samples.retriedCall().build()).category()).isEqualTo(Category.PLANNER_LOOP);
        assertThat(report(failed(call("c1", "print_voucher").failed("printer jammed").retried(2)).build()).category())
                .isEqualTo(Category.UNKNOWN);
    }

    @Test
    void retriedStepCitesTheStep() {
        RcaReport report = report(failed(call("c1", "print_voucher").answered("{\"state\":\"queued\"}"))
                .step("s1", "plan", "failure", null, 3)
                .build());

        assertThat(report.category()).isEqualTo(Category.PLANNER_LOOP);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_step_s1");
    }

    @Test
    void emptySearchIsRetrieval() {
        RcaReport report = report(Samples.nothingFound().build());

        assertThat(report.category()).isEqualTo(Category.RETRIEVAL_EMPTY);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_tool_c1");
    }

    @Test
    void failedRunWithoutAKnownCauseRanksSuspectsInPlaceOfAGuess() {
        RcaReport report = report(failed(call("c1", "book_room").in("s1").answered("{\"b\":1}"),
                call("c2", "send_voucher").in("s2").failed("the guest moved out"))
                .step("s1", "book", "success", null, null)
                .step("s2", "send", "failure", null, null).build());

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
        assertThat(report.insufficientEvidence()).isFalse();
        assertThat(report.hypotheses()).isEmpty();
        assertThat(report.suspects()).extracting(RcaReport.Suspect::stepId).containsExactly("s2", "s1");
        assertThat(report.suspects().get(0).reasons()).extracting(RcaReport.Reason::rule)
                .containsExactly("failed_call", "early_act", "failed_step", "broken_off");
        assertThat(report.actionItems()).extracting(ActionItem::title).containsExactly("Review step s2");
    }

    @Test
    void successClaimsNothing() {
        RcaReport report = report(
                succeeded(call("c1", "book_room").failed("timed out"), call("c2", "book_room").answered("{\"b\":1}"))
                        .build());

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
        assertThat(report.insufficientEvidence()).isFalse();
        assertThat(report.hypotheses()).isEmpty();
        assertThat(report.suspects()).isEmpty();
        assertThat(report.recovered()).singleElement().satisfies(recovered -> {
            assertThat(recovered.title()).isEqualTo("book_room failed (timeout), and worked later");
            assertThat(recovered.evidenceIds()).containsExactly("ev_tool_c1");
        });
        assertThat(report.checked().get(0))
                .isEqualTo(
                        "The run succeeded: 2 tool calls, of which 1 failed and were got past; no cause is claimed.");
    }

    @Test
    void nothingReportedIsInsufficient() {
        RcaReport report = report(failed().build());

        assertThat(report.insufficientEvidence()).isTrue();
        assertThat(report.insufficientReason()).isEqualTo(
                "The run reported no tool calls, no error type and no guardrail events, so there is nothing that could show a cause.");
        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
        assertThat(report.hypotheses()).isEmpty();
        assertThat(report.actionItems()).extracting(ActionItem::type, ActionItem::title).containsExactly(
                org.assertj.core.groups.Tuple.tuple(ActionType.MONITORING, "Enable detailed tracing"),
                org.assertj.core.groups.Tuple.tuple(ActionType.CODE_CHANGE, "Add structured error codes"));
        assertThat(report(succeeded().build()).insufficientEvidence()).isTrue();
    }

    @Test
    void genericMessageAloneIsInsufficient() {
        assertThat(report(failed().error("InternalError", "Internal Server Error").build()).insufficientEvidence())
                .isTrue();
        assertThat(report(failed(call("c1", "book_room").failed("Internal Server Error").code(500)).build())
                .insufficientEvidence())
                .isTrue();
        assertThat(report(failed().error("ToolError", "Something went wrong").build()).insufficientReason()).isEqualTo(
                "The only sign of the failure is a generic message (\"Something went wrong\") without any detail.");
    }

    @Test
    void anyDetailIsEnough() {
        assertThat(report(failed(call("c1", "book_room").failed("Internal Server Error").code(502)).build())
                .insufficientEvidence())
                .isFalse();
        assertThat(report(failed().error("DiskFull", null).build()).insufficientEvidence()).isFalse();
        assertThat(report(failed().guard("g1", "tone", null, null).build()).insufficientEvidence()).isFalse();
        assertThat(report(failed(call("c1", "book_room").answered("{\"b\":1}")).build()).insufficientEvidence())
                .isFalse();
    }

    @Test
    void guardrailEventAloneIsEvidence() {
        RcaReport report = report(failed().guard("g1", "rate_limit", "wait a minute", null).build());

        assertThat(report.category()).isEqualTo(Category.RATE_LIMITED);
        assertThat(report.hypotheses().get(0).evidenceIds()).isEqualTo(List.of("ev_guard_g1"));
    }

    @Test
    void runErrorAgreesWithItsCall() {
        RcaReport report = report(failed(call("c1", "seat_map").failed("timed out"))
                .error("TimeoutError", "seat_map gave no answer").build());

        assertThat(report.category()).isEqualTo(Category.TIMEOUT);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_run_error_type",
                "ev_run_error_message", "ev_tool_c1");
        assertThat(report.engineVersion()).isEqualTo("2.0.0");
    }

    @ParameterizedTest
    @CsvSource({"timeout, TIMEOUT", "tool_timeout, TIMEOUT", "schema_invalid, TOOL_SCHEMA_MISMATCH",
            "invalid_arguments, TOOL_SCHEMA_MISMATCH", "empty_retrieval, RETRIEVAL_EMPTY",
            "no_results, RETRIEVAL_EMPTY",
            "rate_limited, RATE_LIMITED", "rate_limit, RATE_LIMITED", "permission, TOOL_PERMISSION",
            "permission_denied, TOOL_PERMISSION", "loop_detected, PLANNER_LOOP", "context_overflow, UNKNOWN"})
    void failureCodesOfThePrivacyFirstFormAreUnderstood(String code, Category category) {
        assertThat(report(failed().error(code, null).build()).category()).isEqualTo(category);
        assertThat(report(failed(call("c1", "book_room").failed(null).as(code)).error(code, null).build()).category())
                .isEqualTo(category);
    }
}
