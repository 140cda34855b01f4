package io.agentops.query.agents;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * How agents of a project are healed.
 *
 * @param stoppedAt since when nothing is restarted, whoever asks; null while that is not so
 * @param stormSince since when too many agents are down at once for restarts to be the answer; null without a storm
 * @param events storms that began and ended, the newest first; the last 20
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ProjectHealingView(
        Instant stoppedAt,
        String stopReason,
        Instant stormSince,
        List<AgentView.Happening> events) {}
