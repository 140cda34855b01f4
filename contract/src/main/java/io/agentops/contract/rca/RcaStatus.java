package io.agentops.contract.rca;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The life of an RCA run: queued, then running, then one of two ends. */
public enum RcaStatus {
    @JsonProperty("queued")
    QUEUED,
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("done")
    DONE,
    @JsonProperty("failed")
    FAILED;

    /** The name on the wire and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing more will happen. */
    public boolean isFinal() {
        return this == DONE || this == FAILED;
    }
}
