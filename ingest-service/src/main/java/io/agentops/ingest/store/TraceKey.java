package io.agentops.ingest.store;

import java.util.Comparator;

/** Which trace a span belongs to. */
record TraceKey(String projectId, String traceId) implements Comparable<TraceKey> {

    private static final Comparator<TraceKey> ORDER = Comparator.comparing(TraceKey::projectId)
            .thenComparing(TraceKey::traceId);

    @Override
    public int compareTo(TraceKey other) {
        return ORDER.compare(this, other);
    }
}
