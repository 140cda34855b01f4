package io.agentops.rca.evaluation;

import static io.agentops.contract.rca.Category.RATE_LIMITED;
import static io.agentops.contract.rca.Category.TIMEOUT;
import static io.agentops.contract.rca.Category.UNKNOWN;
import static io.agentops.rca.evaluation.SampleOutcomes.answer;
import static io.agentops.rca.evaluation.SampleOutcomes.labelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.Level;
import io.agentops.rca.evaluation.Calibration.Row;
import io.agentops.rca.evaluation.Scores.Share;

class ScoresTest {

    private static final Scores SCORES = new Scores(List.of(
            new Outcome(labelled(Kind.PLAIN, TIMEOUT, "c2"), answer(TIMEOUT, "high", "s2", "s1")),
            new Outcome(labelled(Kind.PLAIN, TIMEOUT, "s3"), answer(TIMEOUT, "high", "s4", "s1", "s3")),
            new Outcome(labelled(Kind.CONFUSER, RATE_LIMITED, "c1"), answer(TIMEOUT, "low", "s4")),
            new Outcome(labelled(Kind.SEMANTIC, UNKNOWN), answer(RATE_LIMITED, "medium")),
            new Outcome(labelled(Kind.HEALTHY, UNKNOWN), answer(UNKNOWN, null))));

    @Test
    void countsRightAndFalse() {
        assertThat(SCORES.accepted()).isEqualTo(new Share(3, 5));
        assertThat(SCORES.falseClaims()).isEqualTo(new Share(1, 2));
        assertThat(SCORES.falseClaims(Kind.HEALTHY)).isEqualTo(new Share(0, 1));
        assertThat(SCORES.confusion().get(RATE_LIMITED)).isEqualTo(Map.of(TIMEOUT, 1));
        assertThat(SCORES.rules().get("rule_timeout")).isEqualTo(new Share(2, 3));
    }

    @Test
    void whatElseTheLabelAllowsIsRight() {
        Case strict = labelled(Kind.PLAIN, TIMEOUT);
        Case lenient = new Case("r", Kind.PLAIN, TIMEOUT, Set.of(RATE_LIMITED), List.of(), "", strict.run(),
                strict.history());
        Scores scores = new Scores(List.of(new Outcome(lenient, answer(RATE_LIMITED, "low"))));
        assertThat(scores.accepted()).isEqualTo(new Share(1, 1));
        assertThat(scores.exact()).isEqualTo(new Share(0, 1));
    }

    @Test
    void tooLittleMustBeCalledSo() {
        assertThat(new Outcome(labelled(Kind.INSUFFICIENT, UNKNOWN), answer(UNKNOWN, null)).accepted()).isFalse();
    }

    @Test
    void ranksTheGuiltyStep() {
        assertThat(SCORES.top(1)).isEqualTo(new Share(1, 3));
        assertThat(SCORES.top(3)).isEqualTo(new Share(2, 3));
        assertThat(SCORES.near()).isEqualTo(new Share(2, 3));
    }

    @Test
    void weighsPrecisionAndRecall() {
        assertThat(SCORES.fit(TIMEOUT).precision()).isEqualTo(new Share(2, 3));
        assertThat(SCORES.fit(TIMEOUT).recall()).isEqualTo(new Share(2, 2));
        assertThat(SCORES.fit(TIMEOUT).f1()).isCloseTo(0.8, within(1e-9));
        assertThat(SCORES.fit(RATE_LIMITED).f1()).isZero();
    }

    @Test
    void setsConfidenceAgainstWhatCameOfIt() {
        Calibration calibration = SCORES.calibration();
        assertThat(calibration.rows()).containsExactly(new Row(Level.HIGH, 2, 2), new Row(Level.MEDIUM, 1, 0),
                new Row(Level.LOW, 1, 0));
        assertThat(calibration.error()).isCloseTo((2 * 0.05 + 0.75 + 0.5) / 4, within(1e-9));
        assertThat(calibration.brier()).isCloseTo((2 * 0.0025 + 0.5625 + 0.25) / 4, within(1e-9));
    }

    @Test
    void wilsonsIntervalHoldsAtTheEdges() {
        assertThat(Wilson.of(8, 10).low()).isCloseTo(0.4902, within(1e-4));
        assertThat(Wilson.of(8, 10).high()).isCloseTo(0.9433, within(1e-4));
        assertThat(Wilson.of(20, 20).low()).isCloseTo(0.8389, within(1e-4));
        assertThat(Wilson.of(0, 0)).isEqualTo(new Wilson(0, 1));
    }

    @Test
    void noticesWhatIsCitedAndNotThere() {
        Outcome honest = new Outcome(labelled(Kind.PLAIN, TIMEOUT), answer(TIMEOUT, "high", "s1"));
        assertThat(Honesty.violations(honest)).isEmpty();
        RcaReport unknownId = answer(TIMEOUT, "high", "s1");
        unknownId.hypotheses().get(0).evidenceIds().set(0, "ev_tool_c9");
        assertThat(Honesty.violations(new Outcome(labelled(Kind.PLAIN, TIMEOUT), unknownId)))
                .containsExactly("r: cites \"ev_tool_c9\", which is not in the index");
    }
}
