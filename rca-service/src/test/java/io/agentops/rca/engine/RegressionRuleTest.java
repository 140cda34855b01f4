package io.agentops.rca.engine;

import static io.agentops.rca.engine.Samples.report;
import static io.agentops.rca.engine.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.RunStatus;
import io.agentops.rca.engine.VersionHistory.ToolRate;
import io.agentops.rca.engine.VersionHistory.Version;
import io.agentops.rca.history.Rate;

class RegressionRuleTest {

    @Test
    void worseVersionStatesBothRatesTheTestAndP() {
        RcaReport report = report(Samples.regressed().build(), Samples.worseVersion());

        assertThat(report.category()).isEqualTo(Category.PROMPT_REGRESSION);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_run_agent_version");
        assertThat(report.hypotheses().get(0).description()).contains("30 of 100 runs (30.0 %) of version v2 failed, "
                + "6 of 200 runs (3.0 %) of version v1 (Fisher's exact test, one-sided, without this run, p = 1.4e-10)");
        assertThat(report.actionItems().get(0).title()).isEqualTo("Roll back from version v2 to v1");
    }

    @Test
    void fewRunsOrEqualRatesProveNothing() {
        assertThat(category(version("v2", 19, 19), version("v1", 0, 200))).isEqualTo(Category.UNKNOWN);
        assertThat(category(version("v2", 10, 100), version("v1", 9, 100))).isEqualTo(Category.UNKNOWN);
        assertThat(category(version("v2", 1, 100), version("v1", 40, 100))).isEqualTo(Category.UNKNOWN);
        assertThat(category(version("v2", 5, 20), version("v1", 0, 20))).isEqualTo(Category.UNKNOWN);
        assertThat(category(version("v2", 8, 20), version("v1", 0, 20))).isEqualTo(Category.PROMPT_REGRESSION);
    }

    @Test
    void riseThatIsSmallIsNoCauseHoweverSure() {
        assertThat(category(version("v2", 2_000, 100_000), version("v1", 1_000, 100_000)))
                .isEqualTo(Category.UNKNOWN);
        assertThat(category(version("v2", 30_000, 100_000), version("v1", 20_000, 100_000)))
                .isEqualTo(Category.UNKNOWN);
    }

    @Test
    void worseToolIsNotThePrompt() {
        assertThat(category(version("v2", 30, 100, tool("book_room", 40, 100)), version("v1", 6, 200,
                tool("book_room", 4, 200)))).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void aToolCalledMoreRarelyNowIsMeasuredToo() {
        assertThat(category(version("v2", 30, 100, tool("book_room", 8, 100)), version("v1", 6, 200,
                tool("book_room", 2_000, 200_000)))).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void newToolIsMeasuredByAllThereWere() {
        Version before = version("v1", 6, 200, tool("book_room", 4, 200));
        assertThat(category(version("v2", 30, 100, tool("room_service", 40, 100)), before)).isEqualTo(Category.UNKNOWN);
        assertThat(category(version("v2", 30, 100, tool("room_service", 3, 100)), before))
                .isEqualTo(Category.PROMPT_REGRESSION);
        assertThat(category(version("v2", 30, 100, tool("room_service", 3, 100)), version("v1", 6, 200)))
                .isEqualTo(Category.UNKNOWN);
    }

    @Test
    void toolThatGotWorseByNothingThatMattersIsNoExcuse() {
        assertThat(category(version("v2", 30, 100, tool("book_room", 1_700, 100_000)), version("v1", 6, 200,
                tool("book_room", 1_000, 100_000)))).isEqualTo(Category.PROMPT_REGRESSION);
    }

    @Test
    void whileManyRunsGoOnNothingIsJudged() {
        Version early = new Version("v2", new Rate(30, 100), null, 6, List.of());
        RcaReport report = report(Samples.regressed().build(),
                new VersionHistory(early, version("v1", 6, 200), false));

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
        assertThat(report.dataGaps()).contains("Fewer than 20 finished runs of this version or of the one before it are"
                + " known, or too many still go on: whether the version is at fault was not tested.");
    }

    @Test
    void runThatFailedAsRunsDidBeforeIsNotExplainedByItsVersion() {
        assertThat(category(sameWay("v2", 30, 100, 4), sameWay("v1", 6, 200, 5))).isEqualTo(Category.UNKNOWN);
        assertThat(report(Samples.regressed().build(), new VersionHistory(sameWay("v2", 30, 100, 25),
                sameWay("v1", 6, 200, 1), false)).hypotheses().get(0).description())
                .contains("this way of failing came with the version (+0.02)");
    }

    @Test
    void sideBySideIsSaid() {
        assertThat(report(Samples.regressed().build(), new VersionHistory(version("v2", 30, 100),
                version("v1", 6, 200), true)).hypotheses().get(0).description())
                .contains("of version v1 in the same hours (");
    }

    @Test
    void onlyFailedRunsAreExplainedByMoreFailures() {
        RcaReport report = report(
                AgentRunBuilder.builder(Samples.regressed().build()).status(RunStatus.PARTIAL).build(),
                Samples.worseVersion());

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void failureThatExplainsItselfComesFirst() {
        RcaReport report = report(Samples.rateLimited().version("v2").build(), Samples.worseVersion());

        assertThat(report.category()).isEqualTo(Category.RATE_LIMITED);
        assertThat(report.hypotheses()).hasSize(2);
    }

    private static Version sameWay(String name, long failed, long runs, long sameWay) {
        return new Version(name, new Rate(failed, runs), new Rate(sameWay, runs), 0, List.of());
    }

    private static ToolRate tool(String name, long failed, long calls) {
        return new ToolRate(name, new Rate(failed, calls));
    }

    private static Category category(Version current, Version previous) {
        return report(Samples.regressed().build(), new VersionHistory(current, previous, false)).category();
    }
}
