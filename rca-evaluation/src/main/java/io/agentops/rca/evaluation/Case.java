package io.agentops.rca.evaluation;

import java.util.List;
import java.util.Set;

import io.agentops.contract.rca.Category;
import io.agentops.contract.run.AgentRun;
import io.agentops.rca.engine.VersionHistory;

/**
 * A run and what a careful engineer on call says of it.
 *
 * @param id also the run's id
 * @param category the best answer
 * @param also other answers that are not wrong
 * @param guilty ids of steps or calls at any of which looking first is right; empty where there is no such place
 * @param why the label's reason in a sentence
 */
record Case(
        String id,
        Kind kind,
        Category category,
        Set<Category> also,
        List<String> guilty,
        String why,
        AgentRun run,
        VersionHistory history) {

    /** Whether the label allows the answer. */
    boolean accepts(Category answer) {
        return answer == category || also.contains(answer);
    }
}
