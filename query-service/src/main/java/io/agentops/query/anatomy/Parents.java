package io.agentops.query.anatomy;

import static io.agentops.query.anatomy.Tree.RUN;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the parents of items, in linear time whatever the items say. */
final class Parents {

    private Parents() {}

    /** The places of the items' parents in the list, without circles. */
    static int[] of(List<Item> items) {
        Map<String, Integer> steps = new HashMap<>();
        for (int item = 0; item < items.size(); item++) {
            if (items.get(item).kind() == Item.Kind.STEP) {
                steps.put(items.get(item).id(), item);
            }
        }
        int[] parents = new int[items.size()];
        for (int item = 0; item < parents.length; item++) {
            String parent = items.get(item).parentId();
            parents[item] = parent == null ? RUN : steps.getOrDefault(parent, RUN);
        }
        cutCircles(parents);
        return parents;
    }

    /** The parents of the items that are not hidden, of which they are the nearest above, in a list without the hidden ones. */
    static int[] without(boolean[] hidden, int[] parents) {
        int[] places = new int[parents.length];
        int shown = 0;
        for (int item = 0; item < parents.length; item++) {
            places[item] = shown;
            shown += hidden[item] ? 0 : 1;
        }
        int[] kept = new int[shown];
        for (int item = 0; item < parents.length; item++) {
            if (!hidden[item]) {
                int parent = shownAbove(item, hidden, parents);
                kept[places[item]] = parent == RUN ? RUN : places[parent];
            }
        }
        return kept;
    }

    /** Each walk shortens the chains of hidden items that it meets, so that no later one walks all of them again. */
    private static int shownAbove(int item, boolean[] hidden, int[] parents) {
        int above = parents[item];
        while (above != RUN && hidden[above]) {
            int next = parents[above];
            if (next != RUN && hidden[next]) {
                parents[above] = parents[next];
            }
            above = parents[above];
        }
        return above;
    }

    private static void cutCircles(int[] parents) {
        int[] walks = new int[parents.length];
        for (int item = 0; item < parents.length; item++) {
            int walk = item + 1;
            int at = item;
            while (at != RUN && walks[at] == 0) {
                walks[at] = walk;
                at = parents[at];
            }
            if (at != RUN && walks[at] == walk) {
                parents[firstOfCircle(at, parents)] = RUN;
            }
        }
    }

    private static int firstOfCircle(int start, int[] parents) {
        int first = start;
        for (int at = parents[start]; at != start; at = parents[at]) {
            first = Math.min(first, at);
        }
        return first;
    }
}
