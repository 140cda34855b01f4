package io.agentops.rca.engine;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for the planner that goes on with a few names out of the result just seen, as though it had shown them all. Evidence: the list
 * and where its names came up. Source: annotators of long orchestrated runs blame the planner that worked on from incomplete
 * information rather than the search that brought it.
 */
final class PartialListSuspect implements SuspectRule {

    private static final double WEIGHT = 0.40;
    private static final int ENOUGH = 3;
    private static final int CERTAIN = 4;
    private static final int READ = 3000;
    private static final Pattern LIST = Pattern.compile(
            "\\p{Lu}[^\\s,]{2,30}(?: [^\\s,]{1,30}){0,6}(?:, (?:and |or )?['\"]?\\p{Lu}[^\\s,]{1,30}(?: [^\\s,]{1,30}){0,4}){2,9}");

    @Override
    public String id() {
        return "partial_list";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        List<GraphNode> work = graph.work();
        GraphNode narrows = null;
        int most = ENOUGH - 1;
        for (int i = 1; i < work.size(); i++) {
            GraphNode node = work.get(i);
            if (graph.plans(node) && work.get(i - 1).calls()) {
                int names = names(graph, node, work.get(i - 1));
                if (names > most && most < CERTAIN) {
                    narrows = node;
                    most = names;
                }
            }
        }
        if (narrows != null) {
            found.add(this, narrows, WEIGHT, "goes on with " + most + " names out of the result just seen");
        }
    }

    /** The most names in one list that the result showed, where they make up half of it. */
    private static int names(RunGraph graph, GraphNode node, GraphNode result) {
        Matcher list = LIST.matcher(Excerpt.head(node.text, READ));
        int most = 0;
        while (list.find()) {
            int seen = 0;
            String[] names = list.group().split(",", -1);
            for (String name : names) {
                seen += seen(graph, name, result) ? 1 : 0;
            }
            most = seen * 2 >= names.length ? Math.max(most, seen) : most;
        }
        return most;
    }

    /** Whether the result showed a name that the task did not hold. */
    private static boolean seen(RunGraph graph, String name, GraphNode result) {
        boolean[] seen = new boolean[1];
        GraphWords.of(name, READ, word -> {
            int origin = graph.origin(word);
            boolean given = origin >= 0 && graph.nodes.get(origin).role == GraphNode.Role.GIVEN;
            seen[0] |= GraphWords.fact(word) && !given && result.text.contains(word);
        });
        return seen[0];
    }
}
