package io.agentops.query.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class ExtentsTest {

    private Tree tree;
    private Extents extents;

    @Test
    void timesAreTakenAsTold() {
        of(Sketch.run(100).step("a", null, 5, 20).step("b", null, "llm", 5, null, 7.5, "success")
                .step("c", null, "llm", null, 20, 5.0, "success"));
        assertThat(spans()).containsExactly("5.0-20.0", "5.0-12.5", "15.0-20.0");
        assertThat(IntStream.range(0, 3).anyMatch(extents::isEstimated)).isFalse();
        assertThat(extents.end(Tree.RUN)).isEqualTo(100_000);
    }

    @Test
    void whereTheEndIsNotAfterTheStartTheLatencyCounts() {
        of(Sketch.run(100).step("a", null, "llm", 5, 5, 7.5, "success").step("b", null, "llm", 5, 2, 3.0, "success")
                .step("c", null, 5, 2).step("d", null, 5, 5).step("e", null, "llm", 5, 9, 1.0, "success"));
        assertThat(spans()).containsExactly("5.0-12.5", "5.0-8.0", "5.0-5.0", "5.0-5.0", "5.0-9.0");
        assertThat(IntStream.range(0, 5).mapToObj(extents::durationMs)).containsExactly(7.5, 3.0, 0.0, 0.0, 4.0);
    }

    @Test
    void whatHasNoLengthTakesNoTime() {
        of(Sketch.run(100).step("a", null, 5, null).call("c", null, 6, null, null)
                .step("d", null, "llm", 5, null, -1.0, null).step("e", null, "llm", 5, null, Double.NaN, null));
        assertThat(spans()).containsExactly("5.0-5.0", "6.0-6.0", "5.0-5.0", "5.0-5.0");
        assertThat(IntStream.range(0, 4).mapToObj(extents::durationMs)).containsOnlyNulls();
    }

    @Test
    void aStepLastsUntilItsPartsEnded() {
        of(Sketch.run(100).step("a", null, 5, null).step("b", "a", 7, null).call("c", "b", 9, 30, null)
                .step("untimed", null, null, null).step("x", "untimed", 40, 50).step("y", "untimed", 45, 60));
        assertThat(spans()).containsExactly("5.0-30.0", "7.0-30.0", "9.0-30.0", "40.0-60.0", "40.0-50.0",
                "45.0-60.0");
        assertThat(IntStream.range(0, 6).filter(extents::isEstimated)).containsExactly(0, 1, 3);
        assertThat(extents.durationMs(0)).isEqualTo(25.0);
    }

    @Test
    void whatIsRunningLastsAsLongAsWhatItIsAPartOf() {
        of(Sketch.run(100).step("a", null, "llm", 5, null, null, "running")
                .step("b", "a", "llm", 7, null, null, "running").step("c", null, 10, 60));
        assertThat(spans()).containsExactly("5.0-100.0", "7.0-100.0", "10.0-60.0");
        of(Sketch.run((Integer) null).step("a", null, "llm", 5, null, null, "running").step("c", null, 10, 60));
        assertThat(spans()).containsExactly("5.0-60.0", "10.0-60.0");
        assertThat(extents.end(Tree.RUN)).isEqualTo(60_000);
    }

    @Test
    void whatHasNoTimeStandsOneAfterAnotherInItsStep() {
        of(Sketch.run(100).step("s", null, 10, 50).call("a", "s", null, null, 15.0).call("b", "s", null, null, null)
                .call("c", "s", null, null, 25.0).call("of-run", null, null, null, 5.0)
                .call("of-run-too", null, null, null, 5.0));
        assertThat(spans()).containsExactly("10.0-50.0", "10.0-25.0", "25.0-25.0", "25.0-50.0", "0.0-5.0", "5.0-10.0");
        assertThat(IntStream.range(0, 6).filter(extents::isEstimated)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void whatDoesNotFitOneAfterAnotherBeginsWithItsStep() {
        of(Sketch.run(100).step("s", null, 10, 50).call("a", "s", null, null, 15.0).call("b", "s", null, null, 26.0)
                .call("c", "s", null, null, 1e300));
        assertThat(spans().toList().subList(0, 3)).containsExactly("10.0-50.0", "10.0-25.0", "10.0-36.0");
        assertThat(extents.end(3)).isEqualTo(10_000 + 100_000_000_000_000L);
    }

    @Test
    void aRunLastsUntilItsEndWhateverItsItemsSay() {
        of(Sketch.run(30).step("a", null, -10, 50));
        assertThat(spans()).containsExactly("-10.0-50.0");
        assertThat(extents.end(Tree.RUN)).isEqualTo(30_000);
        of(Sketch.run(-5));
        assertThat(extents.end(Tree.RUN)).isZero();
        of(Sketch.run((Integer) null));
        assertThat(extents.end(Tree.RUN)).isZero();
    }

    private void of(Sketch sketch) {
        RunItems run = sketch.items();
        tree = Tree.of(run.items(), true);
        extents = Extents.of(tree, run.run());
    }

    private Stream<String> spans() {
        return IntStream.range(0, tree.size())
                .mapToObj(item -> extents.start(item) / 1000.0 + "-" + extents.end(item) / 1000.0);
    }
}
