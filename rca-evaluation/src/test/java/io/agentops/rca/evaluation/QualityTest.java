package io.agentops.rca.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport.Level;

/** Explanations do not get worse, and the page says how good they are. */
class QualityTest {

    /** A little under what is measured. */
    private static final Floors FLOORS = new Floors(0.97, 0.96, 0.87, 0.91);

    private static List<Outcome> outcomes;
    private static Scores scores;

    /** The least that is right, macro F1, and how often a guilty step must be the first and among the first three. */
    private record Floors(double accepted, double macroF1, double first, double firstThree) {}

    @BeforeAll
    static void explainTheCorpus() {
        outcomes = Evaluation.outcomes();
        scores = new Scores(outcomes);
    }

    @Test
    void isRightAsOftenAsItWas() {
        assertThat(scores.accepted().value()).isGreaterThanOrEqualTo(FLOORS.accepted);
        assertThat(scores.macroF1()).isGreaterThanOrEqualTo(FLOORS.macroF1);
        assertThat(scores.top(1).value()).isGreaterThanOrEqualTo(FLOORS.first);
        assertThat(scores.top(3).value()).isGreaterThanOrEqualTo(FLOORS.firstThree);
    }

    @Test
    void accusesNothingInRunsThatSucceeded() {
        assertThat(outcomes.stream().filter(outcome -> outcome.subject().kind().succeeds() && outcome.claims())
                .map(outcome -> outcome.subject().id())).isEmpty();
    }

    @Test
    void isRightNineTimesInTenWhereItIsSure() {
        assertThat(scores.calibration().rows()).filteredOn(row -> row.level() == Level.HIGH)
                .allSatisfy(row -> assertThat(row.share()).isGreaterThanOrEqualTo(0.9));
    }

    @Test
    void citesOnlyWhatIsThere() {
        assertThat(scores.violations()).isEmpty();
    }

    @Test
    void coversEveryCategoryAndKind() {
        Map<Category, Integer> categories = new EnumMap<>(Category.class);
        Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
        outcomes.forEach(outcome -> categories.merge(outcome.subject().category(), 1, Integer::sum));
        outcomes.forEach(outcome -> kinds.merge(outcome.subject().kind(), 1, Integer::sum));
        assertThat(outcomes).hasSizeGreaterThanOrEqualTo(150);
        assertThat(categories.values()).hasSize(Category.values().length).allMatch(count -> count >= 5);
        assertThat(kinds.values()).hasSize(Kind.values().length).allMatch(count -> count >= 9);
    }

    @Test
    void thePageIsWhatTheEvaluationWrites() throws IOException {
        Path page = Path.of(System.getProperty("agentops.root")).resolve(Evaluation.PAGE);
        assertThat(Files.readString(page)).as("%s: write it anew by the command it names", Evaluation.PAGE)
                .isEqualTo(QualityPage.of(scores));
    }
}
