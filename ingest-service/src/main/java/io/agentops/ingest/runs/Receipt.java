package io.agentops.ingest.runs;

import java.util.Map;

/**
 * Proof that a run is durable.
 *
 * @param offsets by partition of {@code agent-runs}, the last offset that holds a part of it
 */
public record Receipt(Map<Integer, Long> offsets) {}
