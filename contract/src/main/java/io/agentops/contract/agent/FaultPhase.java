package io.agentops.contract.agent;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a fault stands in a sidecar. */
public enum FaultPhase {
    @JsonProperty("active")
    ACTIVE,
    /** Its time is over, or the sidecar was started again since. */
    @JsonProperty("expired")
    EXPIRED,
    /** It affected as many requests as it may. */
    @JsonProperty("exhausted")
    EXHAUSTED,
    /** It was ended on the spot, through the sidecar's own port or by a recovery. */
    @JsonProperty("cleared")
    CLEARED,
    /** It was never armed; the reason says why. */
    @JsonProperty("refused")
    REFUSED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
