package io.agentops.query.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class CriticalPathTest {

    private Tree tree;
    private Extents extents;
    private CriticalPath path;

    @Test
    void itLeadsThroughThePartThatFinishedLast() {
        of(Sketch.run(100).step("quick", null, 10, 40).step("slow", null, 10, 70).step("answer", null, 80, 95));
        assertThat(onPath()).containsExactly("slow 60.0 after 10.0", "answer 15.0 after 10.0");
        assertThat(path.gapAfter()).isEqualTo(5_000);
    }

    @Test
    void aStepsOwnTimeIsWhatItsPartsLeave() {
        of(Sketch.run(100).step("s", null, 0, 100).step("a", "s", 10, 40).step("b", "s", 50, 90)
                .call("in-b", "b", 55, 85, null).call("beside", "b", 55, 80, null));
        assertThat(onPath()).containsExactly("s 30.0 after 0.0", "a 30.0 after 0.0", "b 10.0 after 0.0",
                "in-b 30.0 after 0.0");
        assertThat(path.gapAfter()).isZero();
    }

    @Test
    void whatRanBesideTheLastPartIsNotWaitedFor() {
        of(Sketch.run(100).step("s", null, 0, 100).step("beside", "s", 0, 60).step("last", "s", 40, 100));
        assertThat(onPath()).containsExactly("s 40.0 after 0.0", "last 60.0 after 0.0");
    }

    @Test
    void partsThatOverlapALittleAreOneAfterTheOther() {
        of(Sketch.run(200).step("s", null, 0, 200).step("a", "s", 0, 102).step("b", "s", 100, 200));
        assertThat(onPath()).containsExactly("s 0.0 after 0.0", "a 100.0 after 0.0", "b 100.0 after 0.0");
        of(Sketch.run(200).step("s", null, 0, 200).step("a", "s", 0, 103).step("b", "s", 100, 200));
        assertThat(onPath()).containsExactly("s 100.0 after 0.0", "b 100.0 after 0.0");
    }

    @Test
    void itemsOfTheRunThatOverlapLeaveNoGap() {
        of(Sketch.run(100).step("beside", null, 0, 60).step("last", null, 40, 100));
        assertThat(onPath()).containsExactly("beside 40.0 after 0.0", "last 60.0 after 0.0");
    }

    @Test
    void whatLiesBeyondItsStepCountsWithinIt() {
        of(Sketch.run(100).step("s", null, 20, 80).step("early", "s", 5, 30).step("late", "s", 60, 95)
                .step("outside", "s", 85, 99).call("of-outside", "outside", 85, 99, null));
        assertThat(onPath()).containsExactly("s 30.0 after 20.0", "early 10.0 after 0.0", "late 20.0 after 0.0");
        assertThat(path.gapAfter()).isEqualTo(20_000);
    }

    @Test
    void ofPartsThatEndAtOnceTheLongestExplains() {
        of(Sketch.run(100).step("short", null, 50, 100).step("long", null, 0, 100));
        assertThat(onPath()).containsExactly("long 100.0 after 0.0");
    }

    @Test
    void aRunOfNothingKnownIsAGap() {
        of(Sketch.run(100));
        assertThat(path.gapAfter()).isEqualTo(100_000);
        of(Sketch.run(100).step("a", null, 40, null));
        assertThat(onPath()).isEmpty();
        assertThat(path.gapAfter()).isEqualTo(100_000);
    }

    @Test
    void ownTimesAndGapsAddUpToTheRunsTimeWhateverItemsSay() {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            of(Sketch.run(random.nextInt(3) == 0 ? null : random.nextInt(150)).anything(random, random.nextInt(40)));
            long known = 0;
            for (int item = 0; item < tree.size(); item++) {
                known += path.own(item) + path.gapBefore(item);
                assertThat(path.own(item)).as("seed %d", seed).isNotNegative();
                assertThat(path.has(item) || path.own(item) == 0 && path.gapBefore(item) == 0).isTrue();
            }
            assertThat(known + path.gapAfter()).as("seed %d", seed).isEqualTo(extents.end(Tree.RUN));
        }
    }

    @Test
    void gapsAreTheTimesInWhichNoItemOfTheRunRan() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            of(Sketch.run(random.nextInt(150)).anything(random, 12));
            long gaps = path.gapAfter() + IntStream.range(0, tree.size()).mapToLong(path::gapBefore).sum();
            long idle = IntStream.range(0, (int) (extents.end(Tree.RUN) / 1000)).filter(ms -> IntStream
                    .of(tree.children(Tree.RUN))
                    .noneMatch(item -> extents.start(item) <= ms * 1000L && ms * 1000L < extents.end(item))).count();
            assertThat(gaps).as("seed %d", seed).isEqualTo(idle * 1000);
        }
    }

    private void of(Sketch sketch) {
        RunItems run = sketch.items();
        tree = Tree.of(run.items(), true);
        extents = Extents.of(tree, run.run());
        path = CriticalPath.of(tree, extents);
    }

    private List<String> onPath() {
        return IntStream.range(0, tree.size()).filter(path::has).mapToObj(item -> "%s %s after %s".formatted(
                tree.item(item).id(), path.own(item) / 1000.0, path.gapBefore(item) / 1000.0)).toList();
    }
}
