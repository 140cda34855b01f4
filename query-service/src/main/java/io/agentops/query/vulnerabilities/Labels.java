package io.agentops.query.vulnerabilities;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What runs are labelled with: tools they used, failures they had, guardrails that spoke.
 *
 * @param runs how many runs were read
 * @param complete whether these are all of the time
 * @param oldest when the first of them started; null for none
 * @param homeless how many name no environment
 * @param runsByLabel the most frequent labels, as facets of runs have them, with the most frequent first
 */
record Labels(long runs, boolean complete, Instant oldest, long homeless, Map<String, Long> runsByLabel) {

    /** Labels that are read at most. */
    static final int MOST = 1000;
    static final String GUARDRAIL = "guardrail:";
    private static final String TOOL = "tool:";
    private static final String FAILURE = "failure_code:";

    /** What tools are called that delete or execute: nobody reports what they may do, and names that could mean something else are left out. */
    private static final String ACTS = "delete., drop., destroy., purge., truncate., wipe., erase., exec., execute., shell., bash.";
    /** What failures are called that are a bound of the agent's own; the limits of those it asks are not. */
    private static final String BOUNDS = "max. iteration, max. turn, max. step, max. depth, maximum iteration, maximum turn, maximum step, iteration limit, "
            + "recursion limit, graph recursion, recursion error, loop detect, infinite loop, budget exceed, cost limit, token budget, token limit exceed, runaway.";

    /** Whether there may be rarer ones that were not read. */
    boolean isCut() {
        return runsByLabel.size() >= MOST;
    }

    List<String> guardrailTypes() {
        return of(GUARDRAIL);
    }

    /** Labels of tools that delete or execute, as their names say. */
    List<String> actingTools() {
        return of(TOOL).stream().filter(tool -> new Name(tool).hasAny(ACTS)).map(tool -> TOOL + tool).toList();
    }

    /** Labels of failures that are a bound that was reached. */
    List<String> reachedBounds() {
        return of(FAILURE).stream().filter(code -> new Name(code).hasAny(BOUNDS)).map(code -> FAILURE + code).toList();
    }

    private List<String> of(String prefix) {
        return runsByLabel.keySet().stream().filter(label -> label.startsWith(prefix))
                .map(label -> label.substring(prefix.length())).toList();
    }
}
