package io.agentops.contract.agent;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a fault does to the requests it affects. */
public enum FaultType {
    /** The request reaches the agent late. */
    @JsonProperty("latency")
    LATENCY,
    /** The agent is not asked; the answer is a status. */
    @JsonProperty("error")
    ERROR,
    /** No answer; when the fault ends, the connection does. */
    @JsonProperty("hang")
    HANG,
    /** The connection is reset at once. */
    @JsonProperty("reset")
    RESET,
    /** The answer comes slowly. */
    @JsonProperty("bandwidth")
    BANDWIDTH,
    /** Bytes of the answer are wrong or missing. */
    @JsonProperty("corrupt")
    CORRUPT,
    /** Every list in a JSON answer is empty. */
    @JsonProperty("empty_retrieval")
    EMPTY_RETRIEVAL,
    /** A JSON answer ends in the middle. */
    @JsonProperty("malformed_json")
    MALFORMED_JSON,
    /** The agent is not asked; the answer is 429. */
    @JsonProperty("rate_limit")
    RATE_LIMIT,
    /** The supervised process is killed, once. */
    @JsonProperty("crash")
    CRASH;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
