package io.agentops.query.anatomy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The rows in which a run can be drawn: no two items in one overlap, and an item lies below what it is a part of, provided
 * that it did not begin before it. Each takes the highest such row that is free. What took no time takes no room.
 */
public final class Lanes {

    private static final int NONE = -1;

    private final int[] lanes;
    private int count;

    private Lanes(Tree tree, Extents extents) {
        this.lanes = new int[tree.size()];
        Arrays.fill(lanes, NONE);
        TreeSet<Integer> free = new TreeSet<>();
        PriorityQueue<Integer> running = new PriorityQueue<>(Comparator.comparingLong(extents::end));
        for (int item : byStart(tree, extents)) {
            while (!running.isEmpty() && extents.end(running.peek()) <= extents.start(item)) {
                free.add(lanes[running.remove()]);
            }
            lanes[item] = lane(free, tree.parent(item) == Tree.RUN ? 0 : lanes[tree.parent(item)] + 1);
            if (extents.start(item) < extents.end(item)) {
                free.remove(lanes[item]);
                running.add(item);
            }
        }
    }

    public static Lanes of(Tree tree, Extents extents) {
        return new Lanes(tree, extents);
    }

    /** The row of an item, from 0. */
    public int lane(int item) {
        return lanes[item];
    }

    /** How many rows there are. */
    public int count() {
        return count;
    }

    private static int[] byStart(Tree tree, Extents extents) {
        return IntStream.range(0, tree.size()).boxed()
                .sorted(Comparator.<Integer>comparingLong(extents::start).thenComparingInt(tree::depth))
                .mapToInt(Integer::intValue).toArray();
    }

    private int lane(NavigableSet<Integer> free, int atLeast) {
        Integer lane = free.ceiling(atLeast);
        if (lane != null) {
            return lane;
        }
        free.add(count);
        return count++;
    }
}
