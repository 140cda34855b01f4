package io.agentops.ingest.store;

import java.util.Comparator;

/** Which run a row belongs to. */
public record RunKey(String projectId, String runId) implements Comparable<RunKey> {

    private static final Comparator<RunKey> ORDER = Comparator.comparing(RunKey::projectId)
            .thenComparing(RunKey::runId);

    @Override
    public int compareTo(RunKey other) {
        return ORDER.compare(this, other);
    }
}
