package io.agentops.query.anatomy;

import java.util.Arrays;
import java.util.Comparator;

/** Walks back through the parts of an item from its end, always to the part that finished last before the one walked through. */
final class Sweep {

    /** Stands for the end of the item walked through, where a part might be. */
    static final int END = -1;

    private static final Part[] NO_PARTS = {};

    private final Tree tree;
    private final Extents extents;

    Sweep(Tree tree, Extents extents) {
        this.tree = tree;
        this.extents = extents;
    }

    /** What is met on the way back, the latest first. */
    interface Steps {

        /** A part that was waited for, between two moments within it. */
        void part(int part, long from, long to);

        /**
         * Time in which no part was waited for.
         *
         * @param later the part that began after it, or {@link #END}
         */
        void own(int later, long length);
    }

    /**
     * Walks back.
     *
     * @param overlap how much a part may overlap the one that began after it and still count as having finished before, in
     *        microseconds; beyond that the two ran beside each other
     */
    void back(int parent, long from, long to, long overlap, Steps steps) {
        long at = to;
        int later = END;
        for (Part part : lastFirst(tree.children(parent), from, to)) {
            if (part.start < at && part.end - at <= overlap) {
                long end = Math.min(part.end, at);
                steps.own(later, at - end);
                steps.part(part.item, part.start, end);
                at = part.start;
                later = part.item;
            }
        }
        steps.own(later, at - from);
    }

    /** The parts that took any time between two moments, cut to these; of those that ended at once the longest comes first. */
    private Part[] lastFirst(int[] children, long from, long to) {
        if (children.length == 0) {
            return NO_PARTS;
        }
        return Arrays.stream(children)
                .mapToObj(child -> new Part(child, Math.max(from, extents.start(child)),
                        Math.min(to, extents.end(child))))
                .filter(part -> part.start < part.end)
                .sorted(Comparator.comparingLong(Part::end).reversed().thenComparingLong(Part::start))
                .toArray(Part[]::new);
    }

    private record Part(
            int item,
            long start,
            long end) {}
}
