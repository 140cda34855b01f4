package io.agentops.contract.rca;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What kind of failure a report found. */
public enum Category {
    @JsonProperty("tool_schema_mismatch")
    TOOL_SCHEMA_MISMATCH,
    @JsonProperty("rate_limited")
    RATE_LIMITED,
    @JsonProperty("tool_permission")
    TOOL_PERMISSION,
    @JsonProperty("timeout")
    TIMEOUT,
    @JsonProperty("planner_loop")
    PLANNER_LOOP,
    @JsonProperty("retrieval_empty")
    RETRIEVAL_EMPTY,
    @JsonProperty("prompt_regression")
    PROMPT_REGRESSION,
    @JsonProperty("unknown")
    UNKNOWN;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
