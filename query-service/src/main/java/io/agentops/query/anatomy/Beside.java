package io.agentops.query.anatomy;

import java.util.Arrays;

/** How many parts of the same whole ran beside each item. */
public final class Beside {

    private final int[] counts;

    private Beside(Tree tree, Extents extents) {
        this.counts = new int[tree.size()];
        count(tree.children(Tree.RUN), extents);
        for (int item = 0; item < tree.size(); item++) {
            count(tree.children(item), extents);
        }
    }

    public static Beside of(Tree tree, Extents extents) {
        return new Beside(tree, extents);
    }

    /** How many there are whose time overlaps the item's. */
    public int count(int item) {
        return counts[item];
    }

    private void count(int[] siblings, Extents extents) {
        if (siblings.length < 2) {
            return;
        }
        int[] lasting = Arrays.stream(siblings).filter(item -> extents.start(item) < extents.end(item)).toArray();
        long[] starts = Arrays.stream(lasting).mapToLong(extents::start).sorted().toArray();
        long[] ends = Arrays.stream(lasting).mapToLong(extents::end).sorted().toArray();
        for (int item : lasting) {
            int begun = below(starts, extents.end(item));
            int over = below(ends, extents.start(item) + 1);
            counts[item] = begun - over - 1;
        }
    }

    /** How many numbers of a sorted list are less than a bound. */
    private static int below(long[] sorted, long bound) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
