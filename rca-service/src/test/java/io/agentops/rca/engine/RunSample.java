package io.agentops.rca.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.run.ToolDefinition;

/** A run in the making. */
final class RunSample {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final RunStatus status;
    private String errorType;
    private String errorMessage;
    private String version;
    private final List<Step> steps = new ArrayList<>();
    private final List<CallSample> calls = new ArrayList<>();
    private final List<GuardrailEvent> guards = new ArrayList<>();
    private final List<ToolDefinition> tools = new ArrayList<>();

    private RunSample(RunStatus status) {
        this.status = status;
    }

    static RunSample failed(CallSample... calls) {
        return new RunSample(RunStatus.FAILURE).calls(calls);
    }

    static RunSample succeeded(CallSample... calls) {
        return new RunSample(RunStatus.SUCCESS).calls(calls);
    }

    RunSample calls(CallSample... more) {
        calls.addAll(List.of(more));
        return this;
    }

    RunSample error(String type, String message) {
        errorType = type;
        errorMessage = message;
        return this;
    }

    RunSample version(String name) {
        version = name;
        return this;
    }

    RunSample step(String id, String name, String stepStatus, String output, Integer retries) {
        steps.add(StepBuilder.builder().stepId(id).seq(steps.size()).name(name).status(stepStatus)
                .startedAt(START.plusSeconds(steps.size())).outputSummary(output).retries(retries).build());
        return this;
    }

    /** A step that somebody took, with what they said. */
    RunSample says(String id, String name, String output) {
        return step(id, name, null, output, null);
    }

    /** Steps that are each a part of the next, and the last of the first. */
    RunSample circle(String... ids) {
        for (int i = 0; i < ids.length; i++) {
            steps.add(StepBuilder.builder().stepId(ids[i]).parentStepId(ids[(i + 1) % ids.length]).seq(steps.size())
                    .startedAt(START).build());
        }
        return this;
    }

    RunSample guard(String id, String type, String message, String callId) {
        guards.add(new GuardrailEvent(id, type, message, null, callId, START));
        return this;
    }

    RunSample tool(String name, String schema) {
        tools.add(new ToolDefinition(name, null, CallSample.json(schema)));
        return this;
    }

    AgentRun build() {
        return AgentRunBuilder.builder().runId("run-1").agentName("concierge").agentVersion(version).model("m-1")
                .environment("prod").startedAt(START).endedAt(START.plusSeconds(60)).status(status).errorType(errorType)
                .errorMessage(errorMessage).steps(steps).toolCalls(calls.stream().map(CallSample::build).toList())
                .guardrailEvents(guards).toolDefinitions(tools).build();
    }
}
