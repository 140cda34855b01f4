package io.agentops.query.inference;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a test of "both are alike" found.
 *
 * @param statistic null for tests that have none
 * @param pValue how likely such a difference or a larger one is, to either side, where both are alike
 * @param direction 1 where the later one is larger, -1 where it is smaller, 0 where neither is
 */
public record TestResult(
        Method method,
        Double statistic,
        double pValue,
        int direction) {

    /** How it was tested. */
    public enum Method {
        @JsonProperty("fisher_exact")
        FISHER_EXACT,
        @JsonProperty("score")
        SCORE,
        @JsonProperty("mann_whitney")
        MANN_WHITNEY,
        @JsonProperty("quantile_fisher_exact")
        QUANTILE_FISHER_EXACT,
        @JsonProperty("quantile_score")
        QUANTILE_SCORE,
        @JsonProperty("welch")
        WELCH
    }

    public TestResult {
        // Sums of many small numbers may end a little beside these.
        pValue = Math.max(0, Math.min(1, pValue));
    }
}
