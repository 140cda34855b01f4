package io.agentops.query.diff;

import static io.agentops.query.diff.Alignment.NONE;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.agentops.query.anatomy.Item;
import io.agentops.query.anatomy.Tree;

/**
 * Pairs the items of two runs: on each level those of the same kind, name and step type, in their order. What belongs to an
 * item without a partner has none either.
 */
final class Pairing {

    private final Tree first;
    private final Tree second;
    private final Map<Label, Integer> labels = new HashMap<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final Deque<Pair> open = new ArrayDeque<>();
    private boolean approximate;

    private Pairing(Tree first, Tree second) {
        this.first = first;
        this.second = second;
        openParts(first.children(Tree.RUN), second.children(Tree.RUN));
        while (!open.isEmpty()) {
            Pair pair = open.pop();
            pairs.add(pair);
            openParts(pair.first == NONE ? new int[0] : first.children(pair.first),
                    pair.second == NONE ? new int[0] : second.children(pair.second));
        }
    }

    static Pairing of(Tree first, Tree second) {
        return new Pairing(first, second);
    }

    /** Each item of both in one pair, before the pairs of its parts. */
    List<Pair> pairs() {
        return pairs;
    }

    /** Whether an alignment was given up. */
    boolean isApproximate() {
        return approximate;
    }

    private void openParts(int[] firsts, int[] seconds) {
        Alignment alignment = Alignment.of(labels(first, firsts), labels(second, seconds));
        approximate |= alignment.approximate();
        List<Pair> parts = merge(firsts, seconds, alignment.partners());
        for (int part = parts.size() - 1; part >= 0; part--) {
            open.push(parts.get(part));
        }
    }

    /** In the order of the first; what is only in the second stands before what it stands before there. */
    private static List<Pair> merge(int[] firsts, int[] seconds, int[] partners) {
        boolean[] paired = new boolean[seconds.length];
        Arrays.stream(partners).filter(partner -> partner != NONE).forEach(partner -> paired[partner] = true);
        List<Pair> merged = new ArrayList<>();
        int next = 0;
        for (int place = 0; place < firsts.length; place++) {
            int partner = partners[place];
            for (; next < partner; next++) {
                addAlone(merged, seconds[next], paired[next]);
            }
            merged.add(new Pair(firsts[place], partner == NONE ? NONE : seconds[partner]));
        }
        for (; next < seconds.length; next++) {
            addAlone(merged, seconds[next], paired[next]);
        }
        return merged;
    }

    private static void addAlone(List<Pair> merged, int second, boolean paired) {
        if (!paired) {
            merged.add(new Pair(NONE, second));
        }
    }

    private int[] labels(Tree tree, int[] items) {
        return Arrays.stream(items).map(item -> labels.computeIfAbsent(Label.of(tree.item(item)),
                fresh -> labels.size())).toArray();
    }

    /** What two items have in common that are the same in two runs. */
    private record Label(
            Item.Kind kind,
            String name,
            String stepType) {

        static Label of(Item item) {
            return new Label(item.kind(), item.name(), item.stepType());
        }
    }

    /** An item of each run, or {@link Alignment#NONE}. */
    record Pair(
            int first,
            int second) {

        Pair mirrored() {
            return new Pair(/* first= */ second, /* second= */ first);
        }
    }
}
