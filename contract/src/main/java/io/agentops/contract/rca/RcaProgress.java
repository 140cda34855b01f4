package io.agentops.contract.rca;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * One progress event of an RCA run: the {@link #FIELD} of an entry in the Redis stream {@link #streamKey}, and the data
 * of an event of {@code GET /rca-runs/{id}/stream}.
 *
 * <p>The entry's id is {@code <attempt>-<step number>} (see {@link #eventId}), so that an event has the same id however
 * often it is written, a process that lost its lease cannot write behind its successor (Redis refuses an id below the
 * newest), and a reader can resume even after Redis was emptied.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RcaProgress(
        RcaStatus status,
        String step,
        int pct,
        String message,
        Instant updatedAt) {

    /** The stream entry's only field; its value is this record as JSON. */
    public static final String FIELD = "event";

    /** How long a stream outlives its last event, in seconds. */
    public static final long KEEP_SECONDS = 3600;

    public static String streamKey(String projectId, UUID rcaRunId) {
        return "rca-progress:" + projectId + ":" + rcaRunId;
    }

    public static String eventId(int attempt, RcaStep step) {
        return attempt + "-" + step.number();
    }
}
