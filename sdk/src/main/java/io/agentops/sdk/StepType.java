package io.agentops.sdk;

import java.util.Locale;

/** What kind of work a step is. */
public enum StepType {
    /** Deciding what to do next. */
    PLAN,
    /** A search in documents or a data source. */
    RETRIEVE,
    /** A call of a tool. */
    TOOL,
    /** The answer to the caller. */
    RESPOND,
    /** Anything else. */
    OTHER;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of failure a step of this type has unless the agent names another. */
    FailureType failureType() {
        return switch (this) {
            case TOOL -> FailureType.TOOL;
            case RETRIEVE -> FailureType.RETRIEVAL;
            case RESPOND -> FailureType.MODEL;
            case PLAN, OTHER -> FailureType.ORCHESTRATION;
        };
    }
}
