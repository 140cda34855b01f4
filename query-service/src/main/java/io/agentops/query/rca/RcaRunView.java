package io.agentops.query.rca;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.rca.RcaStatus;

/**
 * The state of one analysis.
 *
 * @param failure why it failed, in words; absent unless it did
 * @param report a JSON object, as rca-service stored it; absent until it is done, and in lists
 * @param attempt how often it was begun
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RcaRunView(
        UUID rcaRunId,
        String runId,
        RcaStatus status,
        Instant createdAt,
        Instant startedAt,
        Instant finishedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) String failure,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonRawValue @Schema(type = SchemaType.OBJECT) String report,
        @JsonIgnore int attempt) {}
