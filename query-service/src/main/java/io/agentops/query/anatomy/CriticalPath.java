package io.agentops.query.anatomy;

/**
 * Which items bound a run's time: the path that is found by walking back from the end, at each level always to the part that
 * finished last before the one walked through. A part beyond what it is a part of counts only within it. This is the critical
 * path of traces as CRISP defines it (Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures",
 * USENIX ATC 2022) and Jaeger shows it.
 *
 * <p>As in CRISP, parts that overlap a little, by clocks that differ, count as one after the other: here by at most a
 * hundredth of what the step lasted. The run itself does nothing that is known. Its parts are on the path wherever one of them
 * ran, however they overlap, so that a gap is time in which nothing known ran.
 *
 * <p>The items' own times on the path and the gaps add up to the run's time.
 */
public final class CriticalPath {

    private static final int OVERLAP_SHARE = 100;

    private final boolean[] on;
    private final long[] own;
    private final long[] gapsBefore;
    /** Between which moments an item is on the path. */
    private final long[] froms;
    private final long[] tos;
    private long gapAfter;

    private CriticalPath(Tree tree, Extents extents) {
        int size = tree.size();
        this.on = new boolean[size];
        this.own = new long[size];
        this.gapsBefore = new long[size];
        this.froms = new long[size];
        this.tos = new long[size];
        Sweep sweep = new Sweep(tree, extents);
        sweep.back(Tree.RUN, 0, extents.end(Tree.RUN), Long.MAX_VALUE, new Walk(Tree.RUN));
        for (int place = 0; place < size; place++) {
            int item = tree.topDown(place);
            if (on[item]) {
                long length = extents.end(item) - extents.start(item);
                sweep.back(item, froms[item], tos[item], length / OVERLAP_SHARE, new Walk(item));
            }
        }
    }

    public static CriticalPath of(Tree tree, Extents extents) {
        return new CriticalPath(tree, extents);
    }

    /** Whether any of the run's time is an item's or its parts'. */
    public boolean has(int item) {
        return on[item];
    }

    /** How much of the run's time is an item's alone, in microseconds. */
    public long own(int item) {
        return own[item];
    }

    /** How long nothing known ran before an item on the path, in microseconds. */
    public long gapBefore(int item) {
        return gapsBefore[item];
    }

    /** How long nothing known ran before the run's end, in microseconds. */
    public long gapAfter() {
        return gapAfter;
    }

    /** Notes what the way through an item or {@link Tree#RUN} meets. */
    private final class Walk implements Sweep.Steps {

        private final int through;

        private Walk(int through) {
            this.through = through;
        }

        @Override
        public void part(int part, long from, long to) {
            on[part] = true;
            froms[part] = from;
            tos[part] = to;
        }

        @Override
        public void own(int later, long length) {
            if (through != Tree.RUN) {
                own[through] += length;
            } else if (later == Sweep.END) {
                gapAfter += length;
            } else {
                gapsBefore[later] += length;
            }
        }
    }
}
