package io.agentops.contract.run;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * One step of a run.
 *
 * @param stepId unique within the run
 * @param seq orders steps that start at the same moment or carry no time
 * @param status {@code running} means unfinished; any other word, or none, is final
 * @param latencyMs milliseconds; where absent, the time between start and end
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Step(
        String stepId,
        Integer seq,
        String name,
        String status,
        Instant startedAt,
        Instant endedAt,
        String inputSummary,
        String outputSummary,
        Integer retries,
        Double latencyMs) {}
