package io.agentops.query.agents;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A fault that was asked for.
 *
 * @param active whether it is wanted now
 * @param clearedAt when somebody ended it before its time; null otherwise
 * @param phase as the sidecar told last: {@code active}, {@code expired}, {@code exhausted}, {@code cleared} or {@code refused}; null
 *        before it did
 * @param phaseReason why the sidecar refused it; null otherwise
 * @param affected how many requests it has affected, as the sidecar told last
 * @param fault all that was asked for
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record FaultView(
        String faultId,
        String type,
        boolean active,
        Instant createdAt,
        Instant expiresAt,
        Instant clearedAt,
        String phase,
        String phaseReason,
        long affected,
        Instant toldAt,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String fault) {}
