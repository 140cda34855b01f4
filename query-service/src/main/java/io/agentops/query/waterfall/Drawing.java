package io.agentops.query.waterfall;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.agentops.query.anatomy.Beside;
import io.agentops.query.anatomy.CriticalPath;
import io.agentops.query.anatomy.Extents;
import io.agentops.query.anatomy.Item;
import io.agentops.query.anatomy.Lanes;
import io.agentops.query.anatomy.RunFacts;
import io.agentops.query.anatomy.RunItems;
import io.agentops.query.anatomy.Tree;
import io.agentops.query.runs.TimelineKey;

/** A whole run over time, in O(n log n) of its items. */
final class Drawing {

    private static final Comparator<Waterfall.Contributor> MOST_FIRST = Comparator
            .comparingDouble(Waterfall.Contributor::criticalMs).reversed()
            .thenComparing(Waterfall.Contributor::kind)
            .thenComparing(Waterfall.Contributor::name, Comparator.nullsLast(Comparator.naturalOrder()));

    private final RunItems read;
    private final Tree tree;
    private final Extents extents;
    private final CriticalPath path;
    private final Lanes lanes;
    private final Beside beside;

    /**
     * Draws a run.
     *
     * @param generic whether generic steps are in it
     */
    Drawing(RunItems read, boolean generic) {
        this.read = read;
        this.tree = Tree.of(read.items(), generic);
        this.extents = Extents.of(tree, read.run());
        this.path = CriticalPath.of(tree, extents);
        this.lanes = Lanes.of(tree, extents);
        this.beside = Beside.of(tree, extents);
    }

    /** The items after a place. */
    Waterfall page(TimelineKey after, int limit) {
        RunFacts run = read.run();
        int first = firstAfter(after);
        int end = Math.min(tree.size(), first + limit);
        String nextCursor = end < tree.size() ? tree.item(end - 1).place().cursor() : null;
        long own = IntStream.range(0, tree.size()).mapToLong(path::own).sum();
        long duration = extents.end(Tree.RUN);
        return new Waterfall(run.runId(), run.status(), run.startedAt(), run.endedAt(), ms(duration), ms(own),
                contributors(), ms(duration - own), ms(path.gapAfter()), retries(),
                IntStream.range(0, tree.size()).map(tree::depth).max().orElse(0), lanes.count(), tree.size(),
                read.truncated(), IntStream.range(first, end).mapToObj(this::item).toList(), nextCursor);
    }

    private int firstAfter(TimelineKey after) {
        int low = 0;
        int high = tree.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tree.item(middle).place().compareTo(after) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long retries() {
        return tree.items().stream().map(Item::retries).filter(retries -> retries != null)
                .mapToLong(Integer::longValue).sum();
    }

    private List<Waterfall.Contributor> contributors() {
        record Sort(
                Item.Kind kind,
                String name) {}
        Map<Sort, long[]> sums = new HashMap<>();
        for (int i = 0; i < tree.size(); i++) {
            if (path.has(i)) {
                Item item = tree.item(i);
                Sort sort = new Sort(item.kind(), item.kind() == Item.Kind.STEP ? item.stepType() : item.name());
                long[] sum = sums.computeIfAbsent(sort, fresh -> new long[2]);
                sum[0] += path.own(i);
                sum[1]++;
            }
        }
        return sums.entrySet().stream()
                .map(entry -> new Waterfall.Contributor(entry.getKey().kind().wireName(), entry.getKey().name(),
                        ms(entry.getValue()[0]), (int) entry.getValue()[1]))
                .filter(contributor -> contributor.criticalMs() > 0).sorted(MOST_FIRST)
                .limit(Waterfall.MOST_CONTRIBUTORS).toList();
    }

    private Waterfall.Item item(int i) {
        Item item = tree.item(i);
        String parent = tree.parent(i) == Tree.RUN ? null : tree.item(tree.parent(i)).id();
        return new Waterfall.Item(item.kind().wireName(), item.id(), item.name(), item.stepType(), item.status(),
                item.retries(), parent, tree.depth(i), ms(extents.start(i)), extents.durationMs(i),
                extents.isEstimated(i), lanes.lane(i), beside.count(i), path.has(i), ms(path.own(i)),
                ms(path.gapBefore(i)));
    }

    private static double ms(long micros) {
        return micros / 1000.0;
    }
}
