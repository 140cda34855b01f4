package io.agentops.query.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class LanesTest {

    private Tree tree;
    private Extents extents;
    private Lanes lanes;
    private Beside beside;

    @Test
    void parallelBranchesLieInLanesOfTheirOwn() {
        of(Sketch.run(100).step("s", null, 0, 60).step("a", "s", 0, 30).step("b", "s", 10, 40).step("in-a", "a", 5, 20)
                .step("c", "s", 40, 50).step("next", null, 60, 100));
        assertThat(IntStream.range(0, 6).map(lanes::lane)).containsExactly(0, 1, 3, 2, 1, 0);
        assertThat(lanes.count()).isEqualTo(4);
        assertThat(IntStream.range(0, 6).map(beside::count)).containsExactly(0, 1, 1, 0, 0, 0);
    }

    @Test
    void whatTookNoTimeTakesNoRoom() {
        of(Sketch.run(100).step("a", null, null, null).step("b", null, null, null).step("c", "b", null, null)
                .step("d", null, 0, 100));
        assertThat(IntStream.range(0, 4).map(lanes::lane)).containsExactly(0, 0, 1, 0);
        assertThat(lanes.count()).isEqualTo(2);
        assertThat(IntStream.range(0, 4).map(beside::count)).containsExactly(0, 0, 0, 0);
    }

    @Test
    void noTwoItemsInALaneOverlapWhateverTheySay() {
        for (int seed = 0; seed < 1000; seed++) {
            of(Sketch.run(100).anything(new Random(seed), 25));
            for (int one = 0; one < tree.size(); one++) {
                assertThat(lanes.lane(one)).isBetween(0, lanes.count() - 1);
                int parent = tree.parent(one);
                if (parent != Tree.RUN && extents.start(parent) <= extents.start(one)) {
                    assertThat(lanes.lane(one)).as("seed %d", seed).isGreaterThan(lanes.lane(parent));
                }
                for (int other = 0; other < one; other++) {
                    assertThat(lanes.lane(one) == lanes.lane(other) && overlap(one, other)).as("seed %d", seed)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void whatRanBesideAnItemIsCounted() {
        for (int seed = 0; seed < 500; seed++) {
            of(Sketch.run(100).anything(new Random(seed), 25));
            for (int item = 0; item < tree.size(); item++) {
                int one = item;
                assertThat(beside.count(one)).as("seed %d", seed).isEqualTo((int) Arrays
                        .stream(tree.children(tree.parent(one))).filter(other -> other != one && overlap(one, other))
                        .count());
            }
        }
    }

    private boolean overlap(int one, int other) {
        return Math.max(extents.start(one), extents.start(other)) < Math.min(extents.end(one), extents.end(other));
    }

    private void of(Sketch sketch) {
        RunItems run = sketch.items();
        tree = Tree.of(run.items(), true);
        extents = Extents.of(tree, run.run());
        lanes = Lanes.of(tree, extents);
        beside = Beside.of(tree, extents);
    }
}
