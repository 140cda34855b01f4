package io.agentops.query.diff;

import static io.agentops.query.diff.Alignment.NONE;

import java.util.List;

import io.agentops.query.anatomy.Item;
import io.agentops.query.diff.Pairing.Pair;
import io.agentops.query.page.Cursor;

/**
 * Two runs, item by item. Which of two equally good alignments is found depends on which run comes first; the one with the
 * lesser id does, so that comparing the runs the other way round mirrors the answer.
 */
final class Comparison {

    private final Side a;
    private final Side b;
    private final Changes changes;
    private final boolean approximate;
    private final List<Pair> differing;
    private int onlyInA;
    private int onlyInB;
    private int same;

    Comparison(Side a, Side b, Changes changes) {
        this.a = a;
        this.b = b;
        this.changes = changes;
        boolean mirrored = a.facts().runId().compareTo(b.facts().runId()) > 0;
        Pairing pairing = mirrored ? Pairing.of(b.tree(), a.tree()) : Pairing.of(a.tree(), b.tree());
        this.approximate = pairing.isApproximate();
        this.differing = pairing.pairs().stream().map(pair -> mirrored ? pair.mirrored() : pair)
                .filter(this::differs).toList();
    }

    /**
     * The differences from a place on.
     *
     * @param first how many come before the page
     */
    RunDiff page(int first, int limit) {
        int start = Math.min(first, differing.size());
        int end = Math.min(differing.size(), start + limit);
        RunDiff.Run runA = a.run();
        RunDiff.Run runB = b.run();
        return new RunDiff(runA, runB, changes.between(runA, runB),
                Changes.ratio(runA.latencyMs(), runB.latencyMs()), onlyInA, onlyInB,
                differing.size() - onlyInA - onlyInB, same, approximate, a.isTruncated() || b.isTruncated(),
                differing.subList(start, end).stream().map(this::difference).toList(),
                end < differing.size() ? Cursor.of(List.of((long) end)) : null);
    }

    private boolean differs(Pair pair) {
        if (pair.second() == NONE) {
            onlyInA++;
            return true;
        }
        if (pair.first() == NONE) {
            onlyInB++;
            return true;
        }
        boolean changed = !changes.between(a.item(pair.first()), b.item(pair.second())).isEmpty();
        same += changed ? 0 : 1;
        return changed;
    }

    private RunDiff.Difference difference(Pair pair) {
        RunDiff.Item inA = pair.first() == NONE ? null : a.item(pair.first());
        RunDiff.Item inB = pair.second() == NONE ? null : b.item(pair.second());
        Side side = inA == null ? b : a;
        int place = inA == null ? pair.second() : pair.first();
        Item item = side.tree().item(place);
        boolean both = inA != null && inB != null;
        return new RunDiff.Difference(both ? "changed" : inA == null ? "only_in_b" : "only_in_a",
                item.kind().wireName(), item.name(), item.stepType(), side.tree().depth(place),
                both ? changes.between(inA, inB) : List.of(),
                both ? Changes.ratio(inA.latencyMs(), inB.latencyMs()) : null, inA, inB);
    }
}
