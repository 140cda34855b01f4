package io.agentops.query.agents;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.page.Times;
import io.vertx.mutiny.sqlclient.Row;

/**
 * All of an agent.
 *
 * @param sidecarId empty where heartbeats name none
 * @param heartbeat the last one, as it was sent
 * @param events what happened, the newest first; the last 100
 * @param samples how it was by the minute, the newest first
 * @param healing how it is healed
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record AgentView(
        @JsonUnwrapped AgentItem agent,
        String sidecarId,
        long sequence,
        Instant firstHeardAt,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String heartbeat,
        List<Happening> events,
        List<Sample> samples,
        HealingView healing) {

    /**
     * Something that happened.
     *
     * @param kind {@code status}, {@code sidecar} for one that was started, {@code fault} for a phase of one, {@code exit} of the
     *        agent's process, or {@code recovery}
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Happening(Instant at, String kind, @JsonRawValue @Schema(type = SchemaType.OBJECT) String detail) {

        static Happening of(Row row) {
            return new Happening(Times.instant(row, "at"), row.getString("kind"), row.getString("detail_json"));
        }
    }

    /** How it was in a minute. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Sample(Instant minute, String status, Double latencyMs, double errorRate) {}
}
