package io.agentops.sdk;

import java.util.Locale;

/** How a run ended. */
public enum RunStatus {
    /** It did what it was asked to. */
    SUCCESS,
    /** It did not. */
    FAILURE,
    /** It did a part of it. */
    PARTIAL;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
