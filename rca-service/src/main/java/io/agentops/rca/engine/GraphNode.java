package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.agentops.contract.run.Step;

/** A step of a run with its calls, or a call outside any step, as a node of the {@link RunGraph}. */
final class GraphNode {

    /** What part a node plays. */
    enum Role {
        /** What the run was asked to do, or a turn of the person it serves. */
        GIVEN,
        /** Somebody did or said something. */
        WORK,
        /** The result of an earlier node's call, reported once more as a step of its own. */
        ECHO,
        /** Nothing that could matter: no text and no call, a few words, or a standing phrase. */
        SILENT
    }

    /** Its place in the run, from 0. */
    final int place;
    /** Null for a call outside any step. */
    final Step step;
    final List<CallFact> calls = new ArrayList<>();
    /** Who acted, or null when the run does not tell. */
    final String agent;
    /** What the step reported, cut to a bound. */
    final String text;
    Role role = Role.WORK;
    /** Words that no earlier node had and that carry facts: numbers, names, ids, addresses. */
    final Set<String> fresh = new LinkedHashSet<>();
    /** How many facts it shares with the nodes that brought them up, by their place. */
    final Map<Integer, Integer> fedBy = new LinkedHashMap<>();
    private String opening;

    GraphNode(int place, Step step, String agent, int limit) {
        this.place = place;
        this.step = step;
        this.agent = agent;
        this.text = step == null ? "" : Excerpt.head(step.outputSummary(), limit);
    }

    /** The first words in lower case, for matching. */
    String opening() {
        if (opening == null) {
            opening = Excerpt.head(text, 400).toLowerCase(Locale.ROOT);
        }
        return opening;
    }

    boolean calls() {
        return !calls.isEmpty();
    }

    boolean works() {
        return role == Role.WORK;
    }

    boolean failed() {
        return calls.stream().anyMatch(CallFact::failed);
    }

    /** A failed call that the run never got past; else any failed call; null when none failed. */
    CallFact failure() {
        return calls.stream().filter(call -> call.failed() && !call.recovered).findFirst()
                .or(() -> calls.stream().filter(CallFact::failed).findFirst()).orElse(null);
    }

    /** The id of the evidence that shows the node best. */
    String cite(EvidenceIndex evidence) {
        return calls.isEmpty() ? evidence.step(step) : evidence.call(calls.get(0));
    }

    String id() {
        return step != null ? step.stepId() : calls.get(0).call.stepId();
    }
}
