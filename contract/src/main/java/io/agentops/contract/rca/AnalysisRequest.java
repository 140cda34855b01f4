package io.agentops.contract.rca;

import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** Wakes rca-service up for one queued RCA run; losing it only delays the analysis. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AnalysisRequest(
        String projectId,
        UUID rcaRunId,
        String runId) {}
