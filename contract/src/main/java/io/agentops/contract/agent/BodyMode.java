package io.agentops.contract.agent;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a body is corrupted. */
public enum BodyMode {
    /** One byte of each piece is inverted; the length stays. */
    @JsonProperty("flip")
    FLIP,
    /** The connection is cut after half of the body. */
    @JsonProperty("truncate")
    TRUNCATE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
