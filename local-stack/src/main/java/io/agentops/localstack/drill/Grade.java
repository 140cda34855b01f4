package io.agentops.localstack.drill;

import java.util.List;

/**
 * What became of one run.
 *
 * @param runId empty where the agent gave none
 * @param status of the run; empty where it was not readable in time
 * @param category of the report; empty where there was none in time
 * @param claims whether the report names a cause
 * @param place at which of the suspects the call is that met the fault, from 1; 0 where it is none of them
 * @param leaks labels of the fault in what is stored of the run
 */
record Grade(String runId, String status, String category, boolean claims, int place, List<String> leaks) {

    boolean isReported() {
        return !category.isEmpty();
    }

    /** Whether the category is the right one, and the place among the first so many suspects. */
    boolean isRight(FaultClass fault, int among) {
        return isCategoryRight(fault) && place > 0 && place <= among;
    }

    /** Whether the category is the right one, wherever the report looks for it. */
    boolean isCategoryRight(FaultClass fault) {
        return fault.category().equals(category);
    }

    /** Whether the report names no cause. */
    boolean abstains() {
        return isReported() && !claims;
    }

    /** Whether the report names a cause that it is not. */
    boolean isWrong(FaultClass fault) {
        return isReported() && claims && !isCategoryRight(fault);
    }
}
