package io.agentops.ingest.runs;

import java.util.Locale;

/** Where a run came in. */
public enum Door {
    HTTP,
    BULK,
    KAFKA;

    /** The name in headers and metric tags. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
