package io.agentops.query.anatomy;

import java.util.Arrays;

/**
 * When each item of a run began and ended, in microseconds after the run's start. What items did not tell is filled in:
 * <ul>
 * <li>A length is the time between start and end; where the end is not after the start, the latency told.
 * <li>A step that told neither lasts until the last of its parts ended. One that is still running lasts as long as what it is
 * a part of. Any other takes no time.
 * <li>A step without a time stands where its parts do.
 * <li>What has no time, as calls in the full form never have, stands in what it is a part of: one after another from its start
 * on, in the order of the timeline; or, where that would take longer than it lasted, all at its start.
 * <li>A run that has not ended lasts until the last moment that its items tell.
 * </ul>
 */
public final class Extents {

    /** Three years: more has no use, and sums of it do not overflow. */
    private static final double MOST_MICROS = 1e14;

    private final Tree tree;
    private final long[] starts;
    private final long[] ends;
    private final boolean[] placed;
    private final boolean[] measured;
    private final boolean[] estimated;
    private final long runEnd;

    private Extents(Tree tree, RunFacts run) {
        this.tree = tree;
        this.starts = new long[tree.size()];
        this.ends = new long[tree.size()];
        this.placed = new boolean[tree.size()];
        this.measured = new boolean[tree.size()];
        this.estimated = new boolean[tree.size()];
        for (int item = 0; item < tree.size(); item++) {
            take(item, run.startedMicros());
        }
        spanParts();
        this.runEnd = run.endedMicros() == null ? lastKnown() : Math.max(0, run.endedMicros() - run.startedMicros());
        fillIn(Tree.RUN);
        for (int place = 0; place < tree.size(); place++) {
            fillIn(tree.topDown(place));
        }
    }

    public static Extents of(Tree tree, RunFacts run) {
        return new Extents(tree, run);
    }

    /** Where an item or {@link Tree#RUN} began; negative for what says that it began before the run. */
    public long start(int item) {
        return item == Tree.RUN ? 0 : starts[item];
    }

    /** Where an item or {@link Tree#RUN} ended, never before its start. */
    public long end(int item) {
        return item == Tree.RUN ? runEnd : ends[item];
    }

    /** How long an item lasted, or null where nothing tells. */
    public Double durationMs(int item) {
        return measured[item] ? (ends[item] - starts[item]) / 1000.0 : null;
    }

    /** Whether the item's place or length was not told by itself. */
    public boolean isEstimated(int item) {
        return estimated[item];
    }

    private void take(int item, long runStart) {
        Item told = tree.item(item);
        Long latency = micros(told.latencyMs());
        placed[item] = told.startedMicros() != null || told.endedMicros() != null;
        measured[item] = latency != null;
        long length = latency == null ? 0 : latency;
        if (told.startedMicros() == null) {
            starts[item] = placed[item] ? told.endedMicros() - runStart - length : 0;
        } else {
            starts[item] = told.startedMicros() - runStart;
            if (told.endedMicros() != null && (latency == null || told.endedMicros() > told.startedMicros())) {
                length = Math.max(0, told.endedMicros() - told.startedMicros());
                measured[item] = true;
            }
        }
        ends[item] = starts[item] + length;
    }

    private static Long micros(Double latencyMs) {
        return latencyMs == null || !(latencyMs >= 0) ? null : Math.round(Math.min(latencyMs * 1000, MOST_MICROS));
    }

    private void spanParts() {
        long[] firsts = new long[tree.size()];
        long[] lasts = new long[tree.size()];
        Arrays.fill(firsts, Long.MAX_VALUE);
        Arrays.fill(lasts, Long.MIN_VALUE);
        for (int place = tree.size() - 1; place >= 0; place--) {
            int item = tree.topDown(place);
            if (lasts[item] != Long.MIN_VALUE) {
                span(item, firsts[item], lasts[item]);
            }
            int parent = tree.parent(item);
            if (parent != Tree.RUN && placed[item]) {
                firsts[parent] = Math.min(firsts[parent], starts[item]);
                lasts[parent] = Math.max(lasts[parent], ends[item]);
            }
        }
    }

    private void span(int item, long first, long last) {
        if (!placed[item]) {
            ends[item] += first - starts[item];
            starts[item] = first;
            placed[item] = true;
            estimated[item] = true;
        }
        if (!measured[item] && last >= ends[item]) {
            ends[item] = last;
            measured[item] = true;
            estimated[item] = true;
        }
    }

    private long lastKnown() {
        long last = 0;
        for (int item = 0; item < tree.size(); item++) {
            last = Math.max(last, ends[item]);
        }
        return last;
    }

    private void fillIn(int parent) {
        int[] children = tree.children(parent);
        long untimed = 0;
        for (int child : children) {
            untimed += placed[child] ? 0 : ends[child] - starts[child];
        }
        boolean inTurn = untimed <= end(parent) - start(parent);
        long next = start(parent);
        for (int child : children) {
            if (!placed[child]) {
                ends[child] += next - starts[child];
                starts[child] = next;
                estimated[child] = true;
                next = inTurn ? ends[child] : next;
            } else if ("running".equals(tree.item(child).status()) && isOpen(tree.item(child))) {
                ends[child] = Math.max(ends[child], end(parent));
                measured[child] = true;
                estimated[child] = true;
            }
        }
    }

    private static boolean isOpen(Item item) {
        return item.endedMicros() == null && micros(item.latencyMs()) == null;
    }
}
