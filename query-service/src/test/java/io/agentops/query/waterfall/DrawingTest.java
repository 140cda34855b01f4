package io.agentops.query.waterfall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.agentops.query.anatomy.RunItems;
import io.agentops.query.anatomy.Sketch;
import io.agentops.query.runs.TimelineKey;

class DrawingTest {

    @Test
    void theHeadSumsUpTheWholeRun() {
        Waterfall drawn = drawing(Sketch.run(100).step("plan", null, "plan", 10, 20, null, null)
                .step("act", null, "chain", 20, 70, null, null).call("c1", "act", 25, 50, null)
                .call("c2", "act", 25, 65, null)
                .step("a", null, "llm", 75, 90, null, null)).page(TimelineKey.BEFORE_ALL, 2);
        assertThat(drawn.durationMs()).isEqualTo(100.0);
        assertThat(drawn.criticalPathMs()).isEqualTo(75.0);
        assertThat(drawn.gapMs()).isEqualTo(25.0);
        assertThat(drawn.gapAfterMs()).isEqualTo(10.0);
        assertThat(drawn.criticalPath()).containsExactly(
                new Waterfall.Contributor("tool_call", "search", 40.0, 1),
                new Waterfall.Contributor("step", "llm", 15.0, 1),
                new Waterfall.Contributor("step", "chain", 10.0, 1),
                new Waterfall.Contributor("step", "plan", 10.0, 1));
        assertThat(drawn.maxDepth()).isEqualTo(1);
        assertThat(drawn.lanes()).isEqualTo(3);
        assertThat(drawn.itemCount()).isEqualTo(5);
    }

    @Test
    void onlyTheTopContributorsShow() {
        Sketch sketch = Sketch.run(100);
        IntStream.range(0, 11).forEach(i -> sketch.step("s" + i, null, "t" + i, i * 2, i * 2 + (i == 4 ? 1 : 2), null,
                null));
        assertThat(drawing(sketch).page(TimelineKey.BEFORE_ALL, 1).criticalPath())
                .extracting(Waterfall.Contributor::name)
                .containsExactly("t0", "t1", "t10", "t2", "t3", "t5", "t6", "t7", "t8", "t9");
    }

    @Test
    void pagesOfAnySizeGiveTheSameItemsUnderTheSameHead() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Drawing drawing = drawing(Sketch.run(random.nextInt(120)).anything(random, random.nextInt(40)));
            Waterfall whole = drawing.page(TimelineKey.BEFORE_ALL, 1000);
            assertThat(paged(drawing, 1 + random.nextInt(7))).as("seed %d", seed).isEqualTo(whole.items());
        }
    }

    /** No item of these has a place of its own, so that all that can be deep or slow is. */
    @Test
    @Timeout(20)
    void twentyThousandItemsThatContradictEachOtherAreDrawn() {
        Drawing drawing = drawing(Sketch.run(100).anything(new Random(1), 20_000));
        assertThat(drawing.page(TimelineKey.BEFORE_ALL, 30_000).items()).hasSizeGreaterThan(15_000);
        Sketch deep = Sketch.run(100_000);
        IntStream.range(0, 20_000).forEach(i -> deep.step("s" + i, "s" + (i - 1), i, 60_000 - i));
        Waterfall nested = drawing(deep).page(TimelineKey.BEFORE_ALL, 1);
        assertThat(nested.maxDepth()).isEqualTo(19_999);
        assertThat(nested.lanes()).isEqualTo(20_000);
        assertThat(nested.criticalPathMs()).isEqualTo(60_000.0);
        Sketch wide = Sketch.run(100_000);
        IntStream.range(0, 20_000).forEach(i -> wide.step("s" + i, null, i, 60_000 - i));
        assertThat(drawing(wide).page(TimelineKey.BEFORE_ALL, 1).items().get(0).parallelWith()).isEqualTo(19_999);
    }

    private static List<Waterfall.Item> paged(Drawing drawing, int limit) {
        List<Waterfall.Item> items = new ArrayList<>();
        Waterfall page = drawing.page(TimelineKey.BEFORE_ALL, limit);
        items.addAll(page.items());
        while (page.nextCursor() != null) {
            page = drawing.page(TimelineKey.fromCursor(page.nextCursor()), limit);
            assertThat(page.items()).hasSizeBetween(1, limit);
            items.addAll(page.items());
        }
        return items;
    }

    private static Drawing drawing(Sketch sketch) {
        RunItems run = sketch.items();
        return new Drawing(new RunItems(run.run(), run.items().stream()
                .sorted((one, other) -> one.place().compareTo(other.place())).toList(), false), false);
    }
}
