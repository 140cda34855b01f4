package io.agentops.query.tail;

import io.agentops.query.outline.RunItem;
import io.agentops.query.search.SearchedRun;

/**
 * A run as it is when its event is sent.
 *
 * @param item what clients see
 * @param searched what filters look at
 */
record TailRun(
        RunItem item,
        SearchedRun searched) {}
