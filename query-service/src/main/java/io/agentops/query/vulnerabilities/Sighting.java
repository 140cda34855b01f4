package io.agentops.query.vulnerabilities;

import java.time.Instant;
import java.util.List;

/**
 * Something that was seen in runs.
 *
 * @param total how often
 * @param runs in how many runs
 * @param runIds the newest few
 * @param events the newest few guardrail events that say so; empty where none does
 */
record Sighting(
        long total,
        long runs,
        Instant first,
        Instant last,
        List<String> runIds,
        List<Evidence.EventRef> events) {

    Sighting {
        runIds = List.copyOf(runIds);
        events = List.copyOf(events);
    }
}
