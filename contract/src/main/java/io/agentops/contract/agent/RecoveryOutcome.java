package io.agentops.contract.agent;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a recovery ended. */
public enum RecoveryOutcome {
    @JsonProperty("succeeded")
    SUCCEEDED,
    /** The process did not stop or start. */
    @JsonProperty("failed")
    FAILED,
    /** The sidecar supervises no process. */
    @JsonProperty("unsupported")
    UNSUPPORTED,
    /** A newer fencing token was seen before. */
    @JsonProperty("stale")
    STALE,
    /** It came after its deadline. */
    @JsonProperty("expired")
    EXPIRED,
    /** The sidecar died while at it; it does not try again. */
    @JsonProperty("interrupted")
    INTERRUPTED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
