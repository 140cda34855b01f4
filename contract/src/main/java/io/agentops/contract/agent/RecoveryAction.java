package io.agentops.contract.agent;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a sidecar can be told to do. */
public enum RecoveryAction {
    /** Stop the supervised process and start it again. */
    @JsonProperty("restart")
    RESTART;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
