package io.agentops.rca.engine;

import static io.agentops.rca.engine.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.rca.engine.VersionHistory.ToolCount;
import io.agentops.rca.engine.VersionHistory.Version;

class RegressionRuleTest {

    @Test
    void worseVersionStatesBothRatesTheTestAndP() {
        RcaReport report = report(Samples.regressed().build(), Samples.worseVersion());

        assertThat(report.category()).isEqualTo(Category.PROMPT_REGRESSION);
        assertThat(report.hypotheses().get(0).evidenceIds()).containsExactly("ev_run_agent_version");
        assertThat(report.hypotheses().get(0).description()).contains("30 of 100 runs (30.0 %) of version v2 failed")
                .contains("6 of 200 runs (3.0 %) of version v1").contains("Fisher's exact test, one-sided, p = ");
        assertThat(report.actionItems().get(0).title()).isEqualTo("Roll back from version v2 to v1");
    }

    @Test
    void fewRunsOrEqualRatesProveNothing() {
        assertThat(category(new Version("v2", 19, 19, List.of()), new Version("v1", 200, 0, List.of())))
                .isEqualTo(Category.UNKNOWN);
        assertThat(category(new Version("v2", 100, 10, List.of()), new Version("v1", 100, 9, List.of())))
                .isEqualTo(Category.UNKNOWN);
        assertThat(category(new Version("v2", 100, 1, List.of()), new Version("v1", 100, 40, List.of())))
                .isEqualTo(Category.UNKNOWN);
    }

    @Test
    void worseToolIsNotThePrompt() {
        assertThat(category(new Version("v2", 100, 30, List.of(new ToolCount("book_room", 100, 40))),
                new Version("v1", 200, 6, List.of(new ToolCount("book_room", 200, 4))))).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void failureThatExplainsItselfComesFirst() {
        RcaReport report = report(Samples.rateLimited().version("v2").build(), Samples.worseVersion());

        assertThat(report.category()).isEqualTo(Category.RATE_LIMITED);
        assertThat(report.hypotheses()).hasSize(2);
    }

    @Test
    void testIsFishersExactTest() {
        // One-sided tail of the table 3/1, 1/3: (16 + 1) / 70.
        assertThat(RegressionRule.worse(3, 4, 1, 4)).isCloseTo(17 / 70.0, within(1e-12));
        assertThat(RegressionRule.worse(1_500_000_000L, 3_000_000_000L, 1_000_000_000L, 3_000_000_000L))
                .isLessThan(1e-6);
    }

    @Test
    void countsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new Version("v1", 3, 4, List.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("failed: 4 of 3 runs");
        assertThatThrownBy(() -> new ToolCount("t", 1, -1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("failed: -1 of 1 calls");
    }

    private static Category category(Version current, Version previous) {
        return report(Samples.regressed().build(), new VersionHistory(current, previous)).category();
    }
}
