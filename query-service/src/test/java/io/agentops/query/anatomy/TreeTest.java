package io.agentops.query.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TreeTest {

    @Test
    void itemsNestInTheirSteps() {
        Tree tree = Tree.of(Sketch.run(100).step("b", "a", 0, 9).step("a", null, 0, 9).call("c", "b", 0, 9, null)
                .step("d", "a", 0, 9).items().items(), false);
        assertThat(tree.children(Tree.RUN)).containsExactly(1);
        assertThat(tree.children(1)).containsExactly(0, 3);
        assertThat(tree.children(0)).containsExactly(2);
        assertThat(tree.children(2)).isEmpty();
        assertThat(IntStream.range(0, 4).map(tree::depth)).containsExactly(1, 0, 2, 1);
        assertThat(IntStream.range(0, 4).map(tree::topDown)).containsExactly(1, 0, 3, 2);
    }

    @Test
    void whatHasNoStoredParentIsAPartOfTheRun() {
        Tree tree = Tree.of(Sketch.run(100).step("a", "missing", 0, 9).call("c", null, 0, 9, null)
                .step("d", "c", 0, 9).items().items(), false);
        assertThat(tree.children(Tree.RUN)).containsExactly(0, 1, 2);
    }

    @Test
    void circlesAreCutAtTheirFirstItem() {
        Tree tree = Tree.of(Sketch.run(100).step("leaf", "c", 0, 9).step("a", "c", 0, 9).step("b", "a", 0, 9)
                .step("c", "b", 0, 9).step("self", "self", 0, 9).items().items(), false);
        assertThat(IntStream.range(0, 5).map(tree::parent)).containsExactly(3, Tree.RUN, 1, 2, Tree.RUN);
        assertThat(tree.depth(0)).isEqualTo(3);
    }

    @Test
    void whatBelongsToAHiddenStepBelongsToTheNextAbove() {
        RunItems run = Sketch.run(100).step("top", null, 0, 9)
                .step("g1", "top", "generic", 0, 9, null, null).step("g2", "g1", "generic", 0, 9, null, null)
                .step("x", "g2", 0, 9).step("g3", null, "generic", 0, 9, null, null).call("c", "g3", 0, 9, null)
                .items();
        Tree hidden = Tree.of(run.items(), false);
        assertThat(hidden.items()).extracting(Item::id).containsExactly("top", "x", "c");
        assertThat(IntStream.range(0, 3).map(hidden::parent)).containsExactly(Tree.RUN, 0, Tree.RUN);
        assertThat(IntStream.range(0, 6).map(Tree.of(run.items(), true)::depth)).containsExactly(0, 1, 2, 3, 0, 1);
    }

    @Test
    void everyItemIsBelowTheRunWhateverItSays() {
        for (int seed = 0; seed < 500; seed++) {
            Tree tree = Tree.of(Sketch.run(100).anything(new Random(seed), 30).items().items(), seed % 2 == 0);
            assertThat(IntStream.range(0, tree.size()).map(tree::topDown)).doesNotHaveDuplicates().hasSize(tree.size());
            for (int item = 0; item < tree.size(); item++) {
                int parent = tree.parent(item);
                assertThat(tree.depth(item)).isEqualTo(parent == Tree.RUN ? 0 : tree.depth(parent) + 1);
                assertThat(tree.children(parent)).contains(item);
            }
        }
    }

    @Test
    @Timeout(10)
    void deepNestsTakeLinearTime() {
        Sketch run = Sketch.run(100);
        for (int i = 0; i < 20_000; i++) {
            run.step("g" + i, "g" + (i - 1), "generic", 0, 9, null, null);
        }
        for (int i = 0; i < 20_000; i++) {
            run.call("c" + i, "g19999", 0, 9, null);
        }
        assertThat(Tree.of(run.items().items(), false).children(Tree.RUN)).hasSize(20_000);
        assertThat(Tree.of(run.items().items(), true).depth(39_999)).isEqualTo(20_000);
    }
}
