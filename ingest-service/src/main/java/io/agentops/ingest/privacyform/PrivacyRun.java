package io.agentops.ingest.privacyform;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.run.RunStatus;

/**
 * One run, or a part of one, in the form of callers who must not store content. It has no field for prose, and no other fields
 * are taken.
 *
 * @param runId unique within its project
 * @param agentId the agent's stable name
 * @param failure one failure more, for callers who never have another
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "PrivacyRun")
public record PrivacyRun(
        @Schema(required = true) String runId,
        @Schema(required = true) String agentId,
        String agentVersion,
        String environment,
        @Schema(required = true) RunStatus status,
        @Schema(required = true) Instant startedAt,
        Instant endedAt,
        List<Step> steps,
        List<Failure> failures,
        Failure failure) {

    public PrivacyRun {
        steps = steps == null ? List.of() : steps;
        failures = failures == null ? List.of() : failures;
    }

    /**
     * One step of a run.
     *
     * @param seq orders steps that start at the same moment or carry no time
     * @param latencyMs milliseconds
     * @param metadata numbers, booleans and labels by name
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "PrivacyRunStep")
    public record Step(
            @Schema(required = true) String stepId,
            Integer seq,
            StepKind stepType,
            @Schema(required = true) String name,
            String status,
            Instant startedAt,
            Instant endedAt,
            Double latencyMs,
            Map<String, Object> metadata) {

        public Step {
            metadata = metadata == null ? Map.of() : metadata;
        }
    }

    /**
     * Something that went wrong.
     *
     * @param failureId unique within the run; where absent, made of type, code and step
     * @param failureCode e.g. {@code timeout}, {@code schema_invalid}, {@code empty_retrieval}
     * @param message operational words only
     * @param stepId the step that failed
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "PrivacyRunFailure")
    public record Failure(
            String failureId,
            @Schema(required = true) FailureType failureType,
            @Schema(required = true) String failureCode,
            String message,
            String stepId) {}

    /** What kind of work a step is. */
    public enum StepKind {
        @JsonProperty("plan")
        PLAN,
        @JsonProperty("retrieve")
        RETRIEVE,
        @JsonProperty("tool")
        TOOL,
        @JsonProperty("respond")
        RESPOND,
        @JsonProperty("other")
        OTHER;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What part of an agent failed. */
    public enum FailureType {
        @JsonProperty("tool")
        TOOL,
        @JsonProperty("model")
        MODEL,
        @JsonProperty("retrieval")
        RETRIEVAL,
        @JsonProperty("orchestration")
        ORCHESTRATION;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
