package io.agentops.ingest;

import io.agentops.contract.agent.AgentStatus;
import io.agentops.contract.agent.BodyMode;
import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.ExitReason;
import io.agentops.contract.agent.FaultMatch;
import io.agentops.contract.agent.FaultPhase;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultState;
import io.agentops.contract.agent.FaultType;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.agent.RecoveryAction;
import io.agentops.contract.agent.RecoveryCommand;
import io.agentops.contract.agent.RecoveryOutcome;
import io.agentops.contract.agent.RecoveryResult;
import io.agentops.contract.rca.AnalysisRequest;
import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.Evaluation;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StoredRuns;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolDefinition;
import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.contract.trace.SpanEvent;
import io.agentops.ingest.alerts.AlertRuleResource;
import io.agentops.ingest.alerts.RuleBody;
import io.agentops.ingest.genai.Prices;
import io.agentops.ingest.groups.FailureGroupResource;
import io.agentops.ingest.letters.DeadLetterResource;
import io.agentops.ingest.privacyform.PrivacyRun;
import io.agentops.ingest.privacyform.PrivacyRunResource;
import io.agentops.ingest.rca.RcaRunResource;
import io.agentops.ingest.runs.AgentRunResource;
import io.agentops.ingest.runs.BulkResource;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What Jackson reads and writes without a resource method to show it: a native image must be told. */
@RegisterForReflection(targets = {AgentRun.class, RunStatus.class, Step.class, ToolCall.class, GuardrailEvent.class,
        ToolDefinition.class, Cost.class, Failure.class, Evaluation.class, SpanBatch.class, Span.class, SpanEvent.class,
        Prices.class, Prices.Price.class,
        Heartbeat.class, Heartbeat[].class, Heartbeat.Traffic.class, Heartbeat.ProbeReport.class,
        Heartbeat.ProcessReport.class,
        Heartbeat.Missed.class, AgentStatus.class, FaultState.class, FaultPhase.class, FaultType.class, FaultSpec.class,
        FaultMatch.class, BodyMode.class, ExitReason.class, RecoveryResult.class, RecoveryOutcome.class,
        RecoveryCommand.class, RecoveryAction.class, DesiredConfig.class,
        StoredRuns.class, AnalysisRequest.class, AgentRunResource.Answer.class,
        BulkResource.Answer.class, BulkResource.Line.class, RcaRunResource.Answer.class,
        PrivacyRun.class, PrivacyRun.Step.class, PrivacyRun.Failure.class, PrivacyRun.StepKind.class,
        PrivacyRun.FailureType.class, PrivacyRunResource.Answer.class,
        DeadLetterResource.Answer.class, DeadLetterResource.Counts.class,
        RuleBody.class, RuleBody.Kinds.class, RuleBody.Filters.class, RuleBody.Webhook.class,
        AlertRuleResource.Answer.class, AlertRuleResource.NewWebhook.class,
        FailureGroupResource.Change.class, FailureGroupResource.State.class})
final class WireRecords {

    private WireRecords() {}
}
