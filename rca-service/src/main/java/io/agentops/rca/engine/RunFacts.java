package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;

/** A run prepared for the rules: its calls with their outcome, in order, and where to find what. */
final class RunFacts {

    /** Calls beyond these are not looked at; a report says so. */
    static final int MAX_CALLS = 50_000;

    final AgentRun run;
    final List<CallFact> calls;
    final List<GuardrailEvent> guards;
    final List<Step> steps;
    final TextRules texts = new TextRules();
    /** What the run itself says went wrong; generic when it says nothing. */
    final Complaint complaint;
    final Reading reading;
    private final int[] workedAfter;
    private final Map<String, CallFact> callById = new HashMap<>();
    private final Map<String, Integer> stepPlace = new HashMap<>();

    RunFacts(AgentRun run) {
        this.run = run;
        steps = present(run.steps());
        guards = present(run.guardrailEvents());
        for (int i = 0; i < steps.size(); i++) {
            stepPlace.putIfAbsent(steps.get(i).stepId(), i);
        }
        calls = new ArrayList<>();
        for (ToolCall call : present(run.toolCalls())) {
            if (calls.size() < MAX_CALLS) {
                CallFact fact = CallFact.of(call, calls.size(), texts);
                calls.add(fact);
                callById.putIfAbsent(call.callId(), fact);
            }
        }
        workedAfter = new int[calls.size()];
        markRecovered();
        complaint = Complaint.of(run.errorType(), run.errorMessage(), null, null, null, null);
        reading = succeeded() ? null : texts.read(complaint).orElse(null);
    }

    private static <T> List<T> present(List<T> list) {
        return list.stream().filter(Objects::nonNull).toList();
    }

    /** A failure is got past when the same tool works later, or when the run succeeds in the end. */
    private void markRecovered() {
        Set<String> worksLater = new HashSet<>();
        int worked = 0;
        for (int i = calls.size() - 1; i >= 0; i--) {
            CallFact fact = calls.get(i);
            workedAfter[i] = worked;
            if (fact.outcome == CallFact.Outcome.FINE) {
                worksLater.add(fact.call.toolName());
                worked++;
            } else {
                fact.recovered = succeeded() || worksLater.contains(fact.call.toolName());
            }
        }
    }

    boolean succeeded() {
        return run.status() == RunStatus.SUCCESS;
    }

    CallFact callById(String id) {
        return id == null ? null : callById.get(id);
    }

    Step step(String id) {
        Integer place = id == null ? null : stepPlace.get(id);
        return place == null ? null : steps.get(place);
    }

    /** The place of a step in the run, or the number of steps when it is not known. */
    int stepPlace(String id) {
        return id == null ? steps.size() : stepPlace.getOrDefault(id, steps.size());
    }

    /** Whether the agent made other calls that worked after this one. */
    boolean carriedOn(CallFact fact) {
        return workedAfter[fact.place] >= 2;
    }

    boolean last(CallFact fact) {
        return fact.place == calls.size() - 1;
    }
}
