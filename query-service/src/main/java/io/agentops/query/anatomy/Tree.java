package io.agentops.query.anatomy;

import java.util.Arrays;
import java.util.List;

/**
 * How the items of a run nest, each named by its place in the list. An item whose parent is not stored is a part of the run
 * itself; where parents form a circle, so is the one of them that stands first.
 */
public final class Tree {

    /** The parent of what is a part of the run itself. */
    public static final int RUN = -1;

    private final List<Item> items;
    private final int[] parents;
    private final int[] depths;
    private final int[] topDown;
    /** The children of item {@code i} lie in {@link #children} from the entry {@code i + 1} on, to the next; the run's from 0. */
    private final int[] firstChild;
    private final int[] children;

    private Tree(List<Item> items, int[] parents) {
        this.items = items;
        this.parents = parents;
        this.firstChild = new int[items.size() + 2];
        this.children = new int[items.size()];
        this.depths = new int[items.size()];
        this.topDown = new int[items.size()];
        gatherChildren();
        descend();
    }

    /**
     * The tree of items.
     *
     * @param generic whether generic steps are in it; without, what belongs to one belongs to the next step above
     */
    public static Tree of(List<Item> items, boolean generic) {
        int[] parents = Parents.of(items);
        boolean[] hidden = new boolean[items.size()];
        for (int item = 0; item < hidden.length; item++) {
            hidden[item] = !generic && items.get(item).isGeneric();
        }
        return new Tree(items.stream().filter(item -> generic || !item.isGeneric()).toList(),
                Parents.without(hidden, parents));
    }

    /** The items in the tree, in the order of the timeline. */
    public List<Item> items() {
        return items;
    }

    public Item item(int item) {
        return items.get(item);
    }

    public int size() {
        return parents.length;
    }

    /** The step an item is a part of, or {@link #RUN}. */
    public int parent(int item) {
        return parents[item];
    }

    /** How many steps an item lies within. */
    public int depth(int item) {
        return depths[item];
    }

    /** The parts of an item or of {@link #RUN}, in the order of the timeline. */
    public int[] children(int parent) {
        return Arrays.copyOfRange(children, firstChild[parent + 1], firstChild[parent + 2]);
    }

    /** The item at a place in an order in which parents come before their parts. */
    public int topDown(int place) {
        return topDown[place];
    }

    private void gatherChildren() {
        for (int parent : parents) {
            firstChild[parent + 2]++;
        }
        Arrays.parallelPrefix(firstChild, Integer::sum);
        int[] next = firstChild.clone();
        for (int item = 0; item < parents.length; item++) {
            children[next[parents[item] + 1]++] = item;
        }
    }

    private void descend() {
        int found = 0;
        for (int child : children(RUN)) {
            topDown[found++] = child;
        }
        for (int place = 0; place < found; place++) {
            for (int child : children(topDown[place])) {
                depths[child] = depths[topDown[place]] + 1;
                topDown[found++] = child;
            }
        }
    }
}
