package io.agentops.query.graph;

import java.util.List;

/**
 * The runs begun by a run, by those, and so on.
 *
 * @param truncated whether there may be more
 */
record NestedRuns(
        List<NestedRun> runs,
        boolean truncated) {}
