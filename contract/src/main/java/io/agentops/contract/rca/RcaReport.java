package io.agentops.contract.rca;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * What an analysis found. Every id a hypothesis, suspect or recovered failure cites stands in {@code evidence_index}.
 *
 * @param insufficientReason in words, present exactly when {@code insufficient_evidence} is true; the category is then
 *        {@link Category#UNKNOWN} and there are no hypotheses
 * @param suspects the places most likely at fault, best first
 * @param causalChain how the first suspect led to the failure, as far as the run itself shows it; empty where it does
 *        not, absent in reports of engines that did not look for it
 * @param recovered failures that did not matter, because the agent got past them
 * @param checked what was looked for and found clean
 * @param dataGaps what the run did not report, and what it would have told
 * @param fingerprint the failure group of the run; absent where it has none
 * @param onset with what failures of that group began; absent where figures do not tell
 * @param model what a language model added, beside what the rules found; null where none is configured
 */
@RecordBuilder
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RcaReport(
        Category category,
        boolean insufficientEvidence,
        @JsonInclude(JsonInclude.Include.NON_NULL) String insufficientReason,
        List<Evidence> evidenceIndex,
        List<Hypothesis> hypotheses,
        List<ActionItem> actionItems,
        List<Suspect> suspects,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<CausalLink> causalChain,
        List<Recovered> recovered,
        List<String> checked,
        List<String> dataGaps,
        List<String> rulesFired,
        String engineVersion,
        @JsonInclude(JsonInclude.Include.NON_NULL) Fingerprint fingerprint,
        @JsonInclude(JsonInclude.Include.NON_NULL) Onset onset,
        @JsonInclude(JsonInclude.Include.NON_NULL) ModelPart model) {

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

    /**
     * A cause that the cited evidence supports.
     *
     * @param provenance {@code model(<name>)} where a language model said so; null where a rule did
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Hypothesis(
            String title,
            String description,
            List<String> evidenceIds,
            Level confidence,
            List<String> verificationSteps,
            @JsonInclude(JsonInclude.Include.NON_NULL) String provenance) {

        /** What a rule found. */
        public Hypothesis(String title, String description, List<String> evidenceIds, Level confidence,
                List<String> verificationSteps) {
            this(title, description, evidenceIds, confidence, verificationSteps, null);
        }

        public Hypothesis {
            if (evidenceIds.isEmpty()) {
                throw new IllegalArgumentException("evidence_ids: hypothesis '" + title + "' cites nothing");
            }
        }
    }

    /**
     * Something a person can do about it.
     *
     * @param remediation what could be done by the platform, were it approved; absent where nothing could
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record ActionItem(
            ActionType type,
            String title,
            String description,
            Level priority,
            @JsonInclude(JsonInclude.Include.NON_NULL) Remediation remediation) {

        public ActionItem(ActionType type, String title, String description, Level priority) {
            this(type, title, description, priority, null);
        }
    }

    /**
     * A change that may end the failure: a proposal, which an analysis never carries out.
     *
     * @param id the same wherever the same change is proposed, so that a decision about it counts for all reports
     * @param reason what speaks for it, with figures where there are some
     * @param evidenceIds in the report's evidence index, at least one
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Remediation(
            String id,
            RemediationKind kind,
            RemediationTarget target,
            String reason,
            List<String> evidenceIds) {
        public Remediation {
            if (evidenceIds.isEmpty()) {
                throw new IllegalArgumentException("evidence_ids: remediation '" + id + "' cites nothing");
            }
        }
    }

    /**
     * What a change is about; what does not belong to its kind is absent.
     *
     * @param agent the agent's name
     * @param environment of the run; absent where it told none
     * @param version the version to leave, of {@code rollback} and {@code restart}
     * @param toVersion the version to go back to, of {@code rollback}
     * @param tool whose limit was reached, of {@code raise_limit}
     * @param limit as the failure told it, of {@code raise_limit}
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RemediationTarget(
            String agent,
            String environment,
            String version,
            String toVersion,
            String tool,
            String limit) {}

    /**
     * The failure group of a run, as of {@code as_of}.
     *
     * @param groupId its id, as in {@code /v1/failure-groups}
     * @param groupingVersion of the rule by which groups are told apart, the part of the id before the dash
     * @param count runs of the group that started until then, this one included
     * @param firstSeen when the first of them started
     * @param firstVersion the agent's version in the first of them; absent where it told none
     * @param lastSeen when the last one before this one started; absent where this is the first
     * @param state {@code open}, {@code resolved}, {@code regressed} or {@code muted}, by what had been decided until then
     * @param asOf up to when runs count: the start of this run, or of its hour where that is too busy
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Fingerprint(
            String groupId,
            String groupingVersion,
            long count,
            Instant firstSeen,
            String firstVersion,
            Instant lastSeen,
            String state,
            Instant asOf) {}

    /**
     * With what failures of the run's group began. Only told where chance is no explanation.
     *
     * @param startedWith a version of the agent, or a moment whatever the version
     * @param agentVersion the version; absent where it is a moment
     * @param since when the first failure of the group started: of the version, or of all
     * @param runs that started from then on until this one, of the version or of all
     * @param failed how many of these failed this way
     * @param before the runs compared with: of other versions, or before the moment
     * @param after the runs compared: all of the version, or from the moment on, without this one, which was picked because it failed
     * @param test {@code fisher_exact_one_sided}
     * @param pValue how likely chance alone makes the share of {@code after} so much larger
     * @param statement all of it in words
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Onset(
            StartedWith startedWith,
            @JsonInclude(JsonInclude.Include.NON_NULL) String agentVersion,
            Instant since,
            long runs,
            long failed,
            FailedRuns before,
            FailedRuns after,
            String test,
            double pValue,
            String statement,
            List<String> evidenceIds) {}

    /** How many of some runs failed, in the way in question. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record FailedRuns(
            long runs,
            long failed) {}

    /**
     * A place that may be at fault.
     *
     * @param agent who acted there, where the run tells
     * @param score 0 to 1, comparable within one report
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Suspect(
            String stepId,
            String callId,
            String agent,
            double score,
            List<Reason> reasons,
            List<String> evidenceIds) {}

    /**
     * One link of the way from the suspected place to where the failure showed.
     *
     * @param from the evidence id of what came first
     * @param to the evidence id of what followed from it
     * @param evidenceIds what shows the link, {@code from} and {@code to} among it
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record CausalLink(
            String from,
            String to,
            Relation relation,
            List<String> evidenceIds) {}

    /** How one place of a run led to another. */
    public enum Relation {
        /** Facts that the first brought up were taken up by the second. */
        @JsonProperty("fed")
        FED,
        /** The second made the same call as the first once more. */
        @JsonProperty("retried")
        RETRIED,
        /** The second is the next act, by another agent. */
        @JsonProperty("handed_off")
        HANDED_OFF,
        /** The second is the next act, by the same agent or none that is known. */
        @JsonProperty("followed")
        FOLLOWED,
        /** The run ended with the second. */
        @JsonProperty("ended_in")
        ENDED_IN
    }

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

    /**
     * What came of asking a language model. Its hypotheses stand after those of the rules.
     *
     * @param name the model, as configured
     * @param summary what it said about the run, as far as the evidence bears it out
     * @param dropped how many of its sentences were not kept
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record ModelPart(
            String name,
            ModelOutcome outcome,
            List<Sentence> summary,
            int dropped) {}

    /**
     * A sentence of a language model that cites what it rests on.
     *
     * @param provenance {@code model(<name>)}
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Sentence(
            String text,
            List<String> evidenceIds,
            String provenance) {
        public Sentence {
            if (evidenceIds.isEmpty()) {
                throw new IllegalArgumentException("evidence_ids: a sentence of " + provenance + " cites nothing");
            }
        }
    }

    /** What came of asking a language model; only {@link #ANSWERED} adds anything to a report. */
    public enum ModelOutcome {
        /** It answered, and some of it was kept. */
        @JsonProperty("answered")
        ANSWERED,
        /** It answered, and nothing of it was borne out by the evidence. */
        @JsonProperty("nothing_kept")
        NOTHING_KEPT,
        /** The report or its project gives no reason, or no leave, to ask. */
        @JsonProperty("not_asked")
        NOT_ASKED,
        /** The calls of this hour are spent. */
        @JsonProperty("over_budget")
        OVER_BUDGET,
        /** As many calls as may be were under way. */
        @JsonProperty("busy")
        BUSY,
        @JsonProperty("timed_out")
        TIMED_OUT,
        /** No connection, or one that broke off. */
        @JsonProperty("unreachable")
        UNREACHABLE,
        /** HTTP 401 or 403. */
        @JsonProperty("unauthorized")
        UNAUTHORIZED,
        /** HTTP 429. */
        @JsonProperty("rate_limited")
        RATE_LIMITED,
        /** Any other HTTP status that is no success. */
        @JsonProperty("refused")
        REFUSED,
        /** The answer was longer than the bound. */
        @JsonProperty("too_large")
        TOO_LARGE,
        /** The answer had not the form asked for. */
        @JsonProperty("unreadable")
        UNREADABLE;

        /** The name on the wire and in metrics. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How sure a hypothesis is, or how pressing an action. */
    public enum Level {
        @JsonProperty("high")
        HIGH,
        @JsonProperty("medium")
        MEDIUM,
        @JsonProperty("low")
        LOW
    }

    /** What failures began with. */
    public enum StartedWith {
        @JsonProperty("version")
        VERSION,
        @JsonProperty("time")
        TIME
    }

    /** What kind of change is proposed. */
    public enum RemediationKind {
        @JsonProperty("rollback")
        ROLLBACK,
        @JsonProperty("restart")
        RESTART,
        @JsonProperty("raise_limit")
        RAISE_LIMIT
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
