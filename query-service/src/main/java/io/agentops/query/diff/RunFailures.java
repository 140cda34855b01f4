package io.agentops.query.diff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.agentops.query.anatomy.Item;
import io.agentops.query.anatomy.Tree;

/**
 * What went wrong in a run.
 *
 * @param truncated whether there is more
 */
record RunFailures(
        List<Failure> all,
        boolean truncated) {

    private static final String OF_CALL = "tool:";

    /**
     * A failure.
     *
     * @param id of one read from a tool call, {@code tool:} and the call's id
     * @param stepId the step it happened in, or null
     */
    record Failure(
            String id,
            String code,
            String stepId) {}

    /** The sorted codes of each item that has any, by its place in the tree. */
    Map<Integer, List<String>> byItem(Tree tree) {
        Map<String, Integer> steps = Side.places(tree, Item.Kind.STEP);
        Map<String, Integer> calls = Side.places(tree, Item.Kind.TOOL_CALL);
        Map<Integer, List<String>> codes = new HashMap<>();
        for (Failure failure : all) {
            Integer call = failure.id.startsWith(OF_CALL) ? calls.get(failure.id.substring(OF_CALL.length())) : null;
            Integer item = call == null ? steps.get(failure.stepId) : call;
            if (item != null) {
                codes.computeIfAbsent(item, fresh -> new ArrayList<>()).add(failure.code);
            }
        }
        codes.values().forEach(Collections::sort);
        return codes;
    }
}
