package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.agentops.contract.run.Step;

/**
 * A run as a graph: its steps and calls in order, who acted, which results were reported once more, and which facts of one
 * node another one took up. A fact belongs to the node that brought it up first. Bounded in texts, words and edges.
 */
final class RunGraph {

    /** The most of one text that is looked at, in characters. */
    private static final int MAX_TEXT = 6_000;
    private static final int MAX_CHARACTERS = 3_000_000;
    private static final int LEAST_TEXT = 100;
    private static final int LEAST_READ = 250;
    private static final int MAX_FRESH = 400;
    private static final int SHORT = 30;
    private static final int PHRASE = 500;
    private static final int SAME = 60;
    private static final Set<String> PERSONS = Set.of("user", "human", "customer");

    final RunFacts facts;
    final List<GraphNode> nodes;
    private final Map<String, Integer> firstPlace = new HashMap<>();
    private final Map<String, GraphNode> byStep = new HashMap<>();
    private final List<GraphNode> byCall = new ArrayList<>();
    private final int limit;
    private int turns;
    private String planner;

    private RunGraph(RunFacts facts) {
        this.facts = facts;
        this.limit = Math.max(LEAST_TEXT,
                Math.min(MAX_TEXT, MAX_CHARACTERS / Math.max(1, facts.steps.size() + facts.calls.size())));
        this.nodes = connect();
    }

    static RunGraph of(RunFacts facts) {
        RunGraph graph = new RunGraph(facts);
        graph.assignRoles();
        graph.planner = graph.findPlanner();
        graph.nodes.forEach(graph::index);
        return graph;
    }

    private List<GraphNode> connect() {
        List<GraphNode> all = new ArrayList<>();
        GraphAgents agents = new GraphAgents(facts);
        for (Step step : facts.steps) {
            GraphNode node = new GraphNode(all.size(), step, agents.of(step), Math.max(LEAST_READ, limit));
            all.add(node);
            byStep.putIfAbsent(step.stepId(), node);
        }
        for (CallFact call : facts.calls) {
            GraphNode node = node(call.call.stepId());
            if (node == null) {
                node = new GraphNode(all.size(), null, null, LEAST_READ);
                all.add(node);
            }
            node.calls.add(call);
            byCall.add(node);
        }
        return all;
    }

    private void assignRoles() {
        Map<String, Integer> said = new HashMap<>();
        nodes.stream().filter(node -> node.text.length() <= PHRASE)
                .forEach(node -> said.merge(node.text, 1, Integer::sum));
        Set<String> relays = new HashSet<>();
        for (GraphNode node : nodes) {
            if (node.calls()) {
                continue;
            }
            boolean person = node.agent != null && PERSONS.contains(node.agent.toLowerCase(Locale.ROOT));
            boolean setting = "system".equalsIgnoreCase(node.agent)
                    || (node.place == 0 && nodes.size() > 1 && !Sufficiency.failed(node.step));
            if (person || setting) {
                node.role = GraphNode.Role.GIVEN;
                turns += person ? 1 : 0;
            } else if (echoes(node)) {
                node.role = GraphNode.Role.ECHO;
                relays.add(node.agent);
            } else if (!Sufficiency.failed(node.step)
                    && (node.text.strip().length() < SHORT || said.getOrDefault(node.text, 0) > 1)) {
                node.role = GraphNode.Role.SILENT;
            }
        }
        for (GraphNode node : nodes) {
            if (node.works() && !node.calls() && node.agent != null && relays.contains(node.agent)) {
                node.role = GraphNode.Role.SILENT;
            }
        }
    }

    /** Whether a step only reports what a call of the step before brought. */
    private boolean echoes(GraphNode node) {
        if (node.place == 0 || node.text.isEmpty()) {
            return false;
        }
        String start = Excerpt.head(node.text, SAME);
        return nodes.get(node.place - 1).calls.stream().map(call -> call.call.resultSummary())
                .anyMatch(result -> result != null && result.startsWith(start));
    }

    private void index(GraphNode node) {
        if (node.role == GraphNode.Role.ECHO) {
            return;
        }
        if (node.step != null) {
            GraphWords.of(node.step.inputSummary(), limit, word -> take(node, word));
        }
        GraphWords.of(node.text, limit, word -> take(node, word));
        for (CallFact call : node.calls) {
            GraphWords.of(call.act, limit, word -> take(node, word));
            GraphWords.of(call.call.resultSummary(), limit, word -> take(node, word));
        }
    }

    private void take(GraphNode node, String word) {
        Integer first = firstPlace.putIfAbsent(GraphWords.key(word), node.place);
        if (!GraphWords.fact(word)) {
            return;
        }
        if (first == null) {
            if (node.fresh.size() < MAX_FRESH) {
                node.fresh.add(word);
            }
        } else if (first != node.place) {
            node.fedBy.merge(first, GraphWords.weight(word), Integer::sum);
        }
    }

    /** The agent that takes most steps and makes no call, while others call for it; null when there is none. */
    private String findPlanner() {
        Map<String, Integer> steps = new HashMap<>();
        Set<String> callers = new HashSet<>();
        int all = 0;
        int calling = 0;
        for (GraphNode node : nodes) {
            if (node.agent != null && node.works()) {
                all++;
                steps.merge(node.agent, 1, Integer::sum);
                if (node.calls()) {
                    calling++;
                    callers.add(node.agent);
                }
            }
        }
        int half = all / 2;
        return calling < 2
                ? null
                : steps.entrySet().stream()
                        .filter(entry -> entry.getValue() > half && !callers.contains(entry.getKey()))
                        .map(Map.Entry::getKey).findFirst().orElse(null);
    }

    /** Whether a node is one of the agent that only plans for the others. */
    boolean plans(GraphNode node) {
        return planner != null && planner.equals(node.agent);
    }

    /** Whether one agent only plans, and others act for it. */
    boolean orchestrated() {
        return planner != null;
    }

    /** Whether the run serves a person who speaks more than once. */
    boolean serves() {
        return turns > 1;
    }

    /** The node of a step, or null. */
    GraphNode node(String stepId) {
        return stepId == null ? null : byStep.get(stepId);
    }

    /** The node that holds a call. */
    GraphNode node(CallFact call) {
        return byCall.get(call.place);
    }

    /** The place of the node that brought up a word first, or -1. */
    int origin(String word) {
        return firstPlace.getOrDefault(GraphWords.key(word), -1);
    }

    /** The nodes at which somebody did or said something, in order. */
    List<GraphNode> work() {
        return nodes.stream().filter(GraphNode::works).toList();
    }

    /** The node with which the run ended, or null. */
    GraphNode last() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (nodes.get(i).works()) {
                return nodes.get(i);
            }
        }
        return null;
    }
}
