package io.agentops.ingest.agents;

import java.util.Comparator;

/** Which agent. */
record AgentKey(String projectId, String agentId) implements Comparable<AgentKey> {

    private static final Comparator<AgentKey> ORDER = Comparator.comparing(AgentKey::projectId)
            .thenComparing(AgentKey::agentId);

    @Override
    public int compareTo(AgentKey other) {
        return ORDER.compare(this, other);
    }
}
