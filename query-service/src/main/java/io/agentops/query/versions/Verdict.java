package io.agentops.query.versions;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a comparison says in a word. */
enum Verdict {
    @JsonProperty("worse")
    WORSE,
    @JsonProperty("better")
    BETTER,
    /** None that can be told from chance. */
    @JsonProperty("no_difference")
    NO_DIFFERENCE,
    @JsonProperty("not_enough_data")
    NOT_ENOUGH_DATA;

    /** Differences that chance makes less often than this count. */
    static final double LEVEL = 0.05;

    static Verdict of(double pValue, boolean worse) {
        if (pValue > LEVEL) {
            return NO_DIFFERENCE;
        }
        return worse ? WORSE : BETTER;
    }
}
