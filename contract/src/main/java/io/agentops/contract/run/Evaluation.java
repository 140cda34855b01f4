package io.agentops.contract.run;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A judgement of a run or a step, by a person or an evaluator.
 *
 * @param evaluationId unique within the run
 * @param name what was judged, e.g. {@code relevance}
 * @param score as the evaluator scales it
 * @param label the score in a word, e.g. {@code pass}
 * @param stepId the step it is about; null where it is about the run
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evaluation(
        String evaluationId,
        String name,
        Double score,
        String label,
        String explanation,
        String stepId,
        Instant createdAt) {}
