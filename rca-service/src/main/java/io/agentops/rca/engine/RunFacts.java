package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;

/** A run prepared for the rules: its calls with their outcome, in order, and where to find what. */
final class RunFacts {

    /** Calls beyond these are not looked at; a report says so. */
    static final int MAX_CALLS = 50_000;

    /** Stands for all text rules in {@link #leaveOut}. */
    static final String TEXTS = "texts";

    final AgentRun run;
    final List<CallFact> calls;
    final List<GuardrailEvent> guards;
    final List<Step> steps;
    /** Reads what is no call's: so many calls may complain, that none of the rest would be read. */
    final TextRules texts = new TextRules();
    final TextRules callTexts = new TextRules();
    /** What the run itself says went wrong; generic when it says nothing. */
    final Complaint complaint;
    final Reading reading;
    /** Rules that saw something, or not all they look at: that there is nothing to see cannot be said of them. */
    final Set<String> unsettled = new HashSet<>();
    /** What was not looked at because there is too much of it, in words. */
    final Set<String> leftOut = new LinkedHashSet<>();
    /** What else rules have to say of what they looked for. */
    final Set<String> remarks = new LinkedHashSet<>();
    private final int[] workedAfter;
    private final Map<String, CallFact> callById = new HashMap<>();
    private final Map<String, Integer> stepPlace = new HashMap<>();
    private final Map<String, Boolean> lookUps = new HashMap<>();
    private final Set<String> failedSteps = new HashSet<>();
    private final Map<String, Failure> failureByStep = new HashMap<>();

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
                CallFact fact = CallFact.of(call, calls.size(), callTexts);
                calls.add(fact);
                callById.putIfAbsent(call.callId(), fact);
                if (fact.failed() && call.stepId() != null) {
                    failedSteps.add(call.stepId());
                }
            }
        }
        present(run.failures()).forEach(failure -> failureByStep.putIfAbsent(failure.stepId(), failure));
        workedAfter = new int[calls.size()];
        markRecovered();
        complaint = Complaint.of(run.errorType(), run.errorMessage(), null, null, null, null);
        reading = succeeded() ? null : texts.read(complaint).orElse(null);
    }

    private static <T> List<T> present(List<T> list) {
        return list.stream().filter(Objects::nonNull).toList();
    }

    /**
     * A failure is got past when the same tool works later, or when the run succeeds in the end; a look-up that found nothing also
     * when another one finds something later.
     */
    private void markRecovered() {
        Set<String> worksLater = new HashSet<>();
        String found = null;
        int worked = 0;
        for (int i = calls.size() - 1; i >= 0; i--) {
            CallFact fact = calls.get(i);
            workedAfter[i] = worked;
            if (fact.outcome == CallFact.Outcome.FINE) {
                worksLater.add(fact.call.toolName());
                found = looksUp(fact) ? fact.tool() : found;
                worked++;
            } else if (fact.outcome != CallFact.Outcome.UNREAD) {
                fact.gotPast = past(fact, worksLater.contains(fact.call.toolName()), found);
                fact.recovered = fact.gotPast != null;
            }
        }
    }

    /** Why a failure did not matter, in words; null when it may have. */
    private String past(CallFact fact, boolean worksLater, String found) {
        if (worksLater) {
            return "worked later";
        }
        if (found != null && fact.foundNothing() && looksUp(fact)) {
            return "another look-up (" + found + ") found something later";
        }
        return succeeded() ? "the run succeeded" : null;
    }

    /** Whether a call looks something up, by the name of its tool. */
    boolean looksUp(CallFact fact) {
        String tool = fact.call.toolName();
        return tool != null && lookUps.computeIfAbsent(tool, RetrievalWordsRule::retrieves);
    }

    /** Complaints that were one too many to be read. */
    int unread() {
        return callTexts.unread() + texts.unread();
    }

    /** Whether a text rule made something of what calls or the run complain of. */
    boolean spokeOf(String rule) {
        return callTexts.seen.contains(rule) || texts.seen.contains(rule);
    }

    boolean succeeded() {
        return run.status() == RunStatus.SUCCESS;
    }

    /** Whether there is a failure to explain: the run neither succeeded nor goes on. */
    boolean failed() {
        return !succeeded() && !running();
    }

    /** What becomes of a run that still goes on cannot be explained yet. */
    boolean running() {
        return run.status() == RunStatus.RUNNING;
    }

    /** Notes that a rule did not look at everything. */
    void leaveOut(String rule, String words) {
        unsettled.add(rule);
        leftOut.add(words);
    }

    /** Whether a call of a step failed, so that the step's error is the call's. */
    boolean holdsFailedCall(Step step) {
        return step.stepId() != null && failedSteps.contains(step.stepId());
    }

    /** The first failure that names a step, or null. */
    Failure failureOf(Step step) {
        return step.stepId() == null ? null : failureByStep.get(step.stepId());
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
