package io.agentops.demo.chat;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.Identity;
import io.agentops.demo.TraceContext;
import io.agentops.demo.calls.CallOutcome;
import io.agentops.demo.calls.Deadline;
import io.agentops.demo.calls.ToolFault;
import io.agentops.demo.calls.Toolbox;
import io.agentops.sdk.AgentTracer;
import io.agentops.sdk.FailureType;
import io.agentops.sdk.Run;
import io.agentops.sdk.Step;
import io.agentops.sdk.StepType;

/** One run as it is recorded, step by step, in both forms. */
final class ChatRun {

    private final Run run;
    private final RunDetails details;
    private final TraceContext trace = TraceContext.fresh();
    private final String conversationId;
    private final Deadline deadline;

    ChatRun(AgentTracer tracer, Identity agent, String conversationId, Deadline deadline) {
        this.run = tracer.startRun();
        this.details = new RunDetails(agent, run.runId(), trace.traceId(), conversationId);
        this.conversationId = conversationId;
        this.deadline = deadline;
    }

    String runId() {
        return run.runId();
    }

    String conversationId() {
        return conversationId;
    }

    Run sdk() {
        return run;
    }

    RunDetails details() {
        return details;
    }

    Deadline deadline() {
        return deadline;
    }

    /** Calls a tool in a step of its own. */
    CallOutcome call(StepType type, Toolbox tools, String tool, ObjectNode arguments) throws InterruptedException {
        Step step = run.step(type, tool);
        try (step) {
            Map<String, String> headers = trace.headers(run.runId());
            CallOutcome outcome = tools.call(tool, arguments, headers, deadline);
            step.metadata("retry_count", outcome.retries());
            if (outcome.statusCode() != null) {
                step.metadata("http_status", outcome.statusCode());
            }
            if (outcome.isEmpty()) {
                step.metadata("result_count", 0);
                step.fail(FailureType.RETRIEVAL, Ending.EMPTY_RETRIEVAL, Ending.NO_RESULTS);
            } else if (outcome.fault().isPresent()) {
                step.fail(outcome.fault().get().errorClass());
            } else {
                step.succeed();
            }
            tell(step, type, outcome);
            return outcome;
        }
    }

    private void tell(Step step, StepType type, CallOutcome outcome) {
        Optional<ToolFault> fault = outcome.fault();
        details.step(step.stepId(), type, outcome.tool(), fault.isPresent() || outcome.isEmpty(),
                outcome.arguments().toString(), outcome.result() == null ? null : outcome.result().toString());
        details.call(step.stepId(), outcome);
    }
}
