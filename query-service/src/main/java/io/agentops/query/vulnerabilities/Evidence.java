package io.agentops.query.vulnerabilities;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What a finding rests on: figures, names and ids, never content.
 *
 * @param runs in how many runs it was seen; 0 for what the sidecar tells
 * @param runIds the newest of them, at most 5
 * @param events how many guardrail events say so
 * @param newestEvents the newest of them, at most 5
 * @param values what it was judged by, by name
 * @param heartbeat which one told; null for what runs show
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Evidence(
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long runs,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long events,
        Instant firstSeen,
        Instant lastSeen,
        List<String> runIds,
        List<EventRef> newestEvents,
        Map<String, String> values,
        Told heartbeat) {

    /** A guardrail event. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record EventRef(String runId, String eventId) {}

    /** A heartbeat, by what identifies it. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Told(String sidecarId, long sequence, Instant heardAt) {}

    static Evidence ofRuns(Sighting seen, Map<String, String> values) {
        return new Evidence(seen.runs(), seen.events().isEmpty() ? 0 : seen.total(), seen.first(), seen.last(),
                seen.runIds(), seen.events(), values, null);
    }

    static Evidence ofHeartbeat(Told heartbeat, Map<String, String> values) {
        return new Evidence(0, 0, null, null, List.of(), List.of(), values, heartbeat);
    }
}
