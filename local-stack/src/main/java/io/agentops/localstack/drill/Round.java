package io.agentops.localstack.drill;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One fault, and what came of it.
 *
 * @param controls runs before the fault
 * @param graded runs under the fault
 * @param detected from the fault's request to the agent's state; empty where that did not change in time
 * @param recovered until the agent was healthy in another process; empty where it was not in time
 * @param restarts of the agent by its sidecar meanwhile
 */
record Round(FaultClass fault, List<Grade> controls, List<Grade> graded, Optional<Duration> detected,
        Optional<Duration> recovered, int restarts) {

    boolean leaks() {
        return graded.stream().anyMatch(grade -> !grade.leaks().isEmpty());
    }
}
