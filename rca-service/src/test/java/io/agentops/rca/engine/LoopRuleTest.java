package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.Level;

/** The same act again and again, or the same cycle of acts; not mere length. */
class LoopRuleTest {

    private static RcaReport of(int calls, IntFunction<CallSample> sample) {
        return report(failed(IntStream.range(0, calls).mapToObj(sample).toArray(CallSample[]::new)).build());
    }

    @ParameterizedTest
    @CsvSource({"2, UNKNOWN", "3, PLANNER_LOOP", "9, PLANNER_LOOP"})
    void sameCallInARow(int times, Category expected) {
        assertThat(of(times, i -> call("c" + i, "room_status").args("{\"room\":7}").answered("{\"state\":\"held\"}"))
                .category()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "6"})
    void cycleOfAnyShortPeriod(int period) {
        RcaReport report = of(period * 3, i -> call("c" + i, "tool_" + i % period).args("{\"room\":7}")
                .answered("{\"state\":\"held\"}"));

        assertThat(report.category()).isEqualTo(Category.PLANNER_LOOP);
        assertThat(report.hypotheses().get(0).evidenceIds()).contains("ev_tool_c0").hasSizeBetween(2, 7);
    }

    @Test
    void orderOfArgumentsMakesNoOtherCall() {
        assertThat(of(4, i -> call("c" + i, "rates")
                .args(i % 2 == 0 ? "{\"from\":1,\"to\":{\"a\":1,\"b\":2}}" : "{\"to\":{\"b\":2,\"a\":1},\"from\":1}")
                .answered("{\"price\":80}")).category()).isEqualTo(Category.PLANNER_LOOP);
    }

    @Test
    void numbersInErrorsAreNothingNew() {
        assertThat(
                of(4, i -> call("c" + i, "print_voucher").args("{\"v\":1}").failed("printer jammed, request " + i * 7))
                        .category())
                .isEqualTo(Category.PLANNER_LOOP);
    }

    @Test
    void otherArgumentsAreAnotherAct() {
        assertThat(
                of(8, i -> call("c" + i, "room_status").args("{\"room\":" + i + "}").answered("{\"state\":\"held\"}"))
                        .category())
                .isEqualTo(Category.UNKNOWN);
    }

    @Test
    void callsWithoutArgumentsAreNotCompared() {
        assertThat(of(8, i -> call("c" + i, "room_status").answered("{\"state\":\"held\"}")).category())
                .isEqualTo(Category.UNKNOWN);
    }

    @Test
    void retriesThatWorkedInTheEndAreAWeakSign() {
        RcaReport worked = report(failed(call("c1", "print_voucher").answered("{\"id\":1}").retried(5)).build());
        RcaReport failedOne = report(failed(call("c1", "print_voucher").failed("printer jammed").retried(5)).build());

        assertThat(worked.category()).isEqualTo(Category.PLANNER_LOOP);
        assertThat(worked.hypotheses().get(0).confidence()).isEqualTo(Level.LOW);
        assertThat(worked.hypotheses().get(0).description()).contains("it worked in the end (-0.22)");
        assertThat(failedOne.hypotheses().get(0).confidence()).isEqualTo(Level.MEDIUM);
    }

    @Test
    void retriesThatWorkedAndWereFollowedByOtherWorkAreNoCause() {
        assertThat(report(failed(call("c1", "print_voucher").answered("{\"id\":1}").retried(5),
                call("c2", "book_room").answered("{\"id\":2}"), call("c3", "send_mail").answered("{\"id\":3}")).build())
                .category()).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void clientThatCannotReachItsHostIsNoLoop() {
        assertThat(report(
                failed(call("c1", "rates").failed("Max retries exceeded: could not resolve host").retried(7)).build())
                .category()).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void repetitionsWithoutAnOutcomeAreNotJudged() {
        RcaReport report = of(3, i -> call("c" + i, "room_status").args("{\"room\":7}").answered(null));

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
        assertThat(report.checked()).noneMatch(words -> words.contains("retries"));
        assertThat(report.dataGaps()).contains("2 repeated calls report neither a result nor a failure: whether they"
                + " brought anything new cannot be seen.");
    }
}
