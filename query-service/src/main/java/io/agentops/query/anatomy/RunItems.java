package io.agentops.query.anatomy;

import java.util.List;

/**
 * A run with its steps and tool calls, in the order of its timeline.
 *
 * @param truncated whether the run has more items than are read of one
 */
public record RunItems(
        RunFacts run,
        List<Item> items,
        boolean truncated) {}
