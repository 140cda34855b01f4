package io.agentops.contract.run;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a run stands. Every status but {@link #RUNNING} is final: a late {@code running} never overwrites it. */
public enum RunStatus {
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("success")
    SUCCESS,
    @JsonProperty("failure")
    FAILURE,
    @JsonProperty("partial")
    PARTIAL;

    /** The name on the wire and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
