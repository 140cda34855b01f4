package io.agentops.contract.rca;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What an analysis found. Every id a hypothesis, suspect or recovered failure cites stands in {@code evidence_index}.
 *
 * @param insufficientReason in words, present exactly when {@code insufficient_evidence} is true; the category is then
 *        {@link Category#UNKNOWN} and there are no hypotheses
 * @param suspects the places most likely at fault, best first
 * @param recovered failures that did not matter, because the agent got past them
 * @param checked what was looked for and found clean
 * @param dataGaps what the run did not report, and what it would have told
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RcaReport(
        Category category,
        boolean insufficientEvidence,
        @JsonInclude(JsonInclude.Include.NON_NULL) String insufficientReason,
        List<Evidence> evidenceIndex,
        List<Hypothesis> hypotheses,
        List<ActionItem> actionItems,
        List<Suspect> suspects,
        List<Recovered> recovered,
        List<String> checked,
        List<String> dataGaps,
        List<String> rulesFired,
        String engineVersion) {

    /**
     * Something the run itself reported, cited by id.
     *
     * @param evidenceId stable: {@code ev_tool_<call_id>}, {@code ev_guard_<event_id>}, {@code ev_step_<step_id>} or
     *        {@code ev_run_<field>}
     * @param kind {@code tool_call}, {@code guardrail}, {@code step} or {@code run}
     * @param refId the id of what is cited: a call, event, step or run
     * @param snippet the words that matter, cut to a bound
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Evidence(
            String evidenceId,
            String kind,
            String refId,
            String title,
            String snippet,
            Map<String, Object> attributes) {}

    /** A cause that the cited evidence supports. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Hypothesis(
            String title,
            String description,
            List<String> evidenceIds,
            Level confidence,
            List<String> verificationSteps) {
        public Hypothesis {
            if (evidenceIds.isEmpty()) {
                throw new IllegalArgumentException("evidence_ids: hypothesis '" + title + "' cites nothing");
            }
        }
    }

    /** Something a person can do about it. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record ActionItem(
            ActionType type,
            String title,
            String description,
            Level priority) {}

    /**
     * A place that may be at fault.
     *
     * @param score 0 to 1, comparable within one report
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Suspect(
            String stepId,
            String callId,
            double score,
            List<Reason> reasons,
            List<String> evidenceIds) {}

    /** Why a suspect is one: the rule that says so, and its words. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Reason(
            String rule,
            String text) {}

    /** A failure the agent got past. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Recovered(
            String title,
            List<String> evidenceIds) {}

    /** How sure a hypothesis is, or how pressing an action. */
    public enum Level {
        @JsonProperty("high")
        HIGH,
        @JsonProperty("medium")
        MEDIUM,
        @JsonProperty("low")
        LOW
    }

    /** What kind of work an action is. */
    public enum ActionType {
        @JsonProperty("code_change")
        CODE_CHANGE,
        @JsonProperty("config_change")
        CONFIG_CHANGE,
        @JsonProperty("monitoring")
        MONITORING,
        @JsonProperty("runbook")
        RUNBOOK,
        @JsonProperty("escalation")
        ESCALATION
    }
}
