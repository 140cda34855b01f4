package io.agentops.localstack.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class ScoreboardTest {

    private static final Grade CALM = new Grade("c", "success", "unknown", false, 0, List.of());

    @Test
    void aCauseIsRightOnlyWithItsPlace() {
        Round round = new Round(FaultClass.HANG, List.of(CALM),
                List.of(failed("timeout", 1), failed("timeout", 3), failed("timeout", 0), failed("rate_limited", 1)),
                Optional.of(Duration.ofMillis(12_340)), Optional.empty(), 1);
        Scoreboard board = new Scoreboard(List.of(round));
        assertThat(board.markdown()).contains(
                "| `hang` | 4 | `timeout` | 3/4 | 1/4 | 2/4 | 0 | 1 | 1/1 | 12.3 s | 0/1 |  | 1 |",
                "Healthy controls: 1, of which 0 did not succeed; causes claimed of them: 0.",
                "Labels of faults in what is stored of the runs: none.");
        assertThat(board.leaks()).isFalse();
    }

    @Test
    void aRunThatKnowsOfItsFaultIsNamed() {
        Grade told = new Grade("r-1", "failure", "unknown", false, 1,
                LeakCheck.search("drill-42", List.of("{}", "{\"headers\":{\"x-fault-INJECTED\":\"drill-42\"}}")));
        Scoreboard board = new Scoreboard(List.of(
                new Round(FaultClass.ERROR, List.of(), List.of(told), Optional.empty(), Optional.empty(), 0)));
        assertThat(board.leaks()).isTrue();
        assertThat(board.markdown()).contains("r-1 has [x-fault-injected, drill-42]");
    }

    @Test
    void aControlThatIsBlamedAndARunWithoutAReportAreCounted() {
        Grade blamed = new Grade("c", "success", "timeout", true, 1, List.of());
        Grade lost = new Grade("", "", "", false, 0, List.of());
        Scoreboard board = new Scoreboard(List.of(new Round(FaultClass.CRASH, List.of(blamed, CALM), List.of(lost),
                Optional.empty(), Optional.empty(), 0)));
        assertThat(board.markdown()).contains("causes claimed of them: 1.", "had no report in time: 1 of 1.");
    }

    private static Grade failed(String category, int place) {
        return new Grade("r", "failure", category, true, place, List.of());
    }
}
