package io.agentops.query.outline;

import java.time.Instant;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.live.HungRuns;
import io.agentops.query.live.Silence;
import io.agentops.query.page.Times;
import io.vertx.mutiny.sqlclient.Row;

/**
 * A run in a list; what it did not tell is null.
 *
 * @param agentId the agent's name in the full form
 * @param latencyMs milliseconds from its start to its end
 * @param errorType null also where it is no label but a text
 * @param hung null unless the run is running and silent for long
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RunItem(
        String runId,
        String agentId,
        String agentVersion,
        String environment,
        String status,
        Instant startedAt,
        Instant endedAt,
        Double latencyMs,
        String errorType,
        String conversationId,
        String parentRunId,
        Silence hung) {

    /** Columns of a row {@code r} and its join {@code hung}. */
    public static final String COLUMNS = """
            r.run_id, r.agent_name, r.agent_version, r.environment, r.status, r.started_at, r.ended_at,
            extract(epoch FROM r.ended_at - r.started_at)::float8 * 1000 AS latency_ms,
            CASE WHEN r.error_type ~\s"""
            + ShownLabels.PATTERN + " THEN r.error_type END AS error_type, r.conversation_id, r.parent_run_id, "
            + HungRuns.COLUMNS;

    /** What {@link #COLUMNS} tell. */
    public static RunItem of(Row row) {
        return new RunItem(row.getString("run_id"), row.getString("agent_name"), row.getString("agent_version"),
                row.getString("environment"), row.getString("status"), Times.instant(row, "started_at"),
                Times.instant(row, "ended_at"), row.getDouble("latency_ms"), row.getString("error_type"),
                row.getString("conversation_id"), row.getString("parent_run_id"), HungRuns.silence(row));
    }
}
