package io.agentops.sdk;

import java.util.Locale;

/** Which part of the agent failed. */
public enum FailureType {
    /** A tool, or the call of one. */
    TOOL,
    /** A language model. */
    MODEL,
    /** A search. */
    RETRIEVAL,
    /** The agent's own control of its steps. */
    ORCHESTRATION;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
