package io.agentops.rca.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.agentops.contract.rca.RcaReport.CausalLink;
import io.agentops.contract.rca.RcaReport.Relation;

/**
 * How the first suspect led to where the failure showed: the shortest way on which each place took up facts of the one before or
 * made its call once more. Where there is none, and the run ended with the very next act, that act; else nothing.
 */
final class CausalChain {

    private static final int MAX_LINKS = 8;
    private static final int MAX_FEEDS = 50;
    /** Fewer shared facts are chance. */
    private static final int ENOUGH_FACTS = 2;

    private final RunGraph graph;
    private final EvidenceIndex evidence;
    private final Map<String, List<GraphNode>> byAct = new HashMap<>();

    private CausalChain(RunGraph graph, EvidenceIndex evidence) {
        this.graph = graph;
        this.evidence = evidence;
        graph.nodes.forEach(node -> node.calls.stream().filter(call -> call.act != null)
                .forEach(call -> byAct.computeIfAbsent(call.act, act -> new ArrayList<>()).add(node)));
    }

    /** The links from the root on; none when the run shows no way. */
    static List<CausalLink> of(RunGraph graph, GraphNode root, EvidenceIndex evidence) {
        GraphNode end = graph.last();
        return root == null || end == null || root.place > end.place
                ? List.of()
                : new CausalChain(graph, evidence).links(root, end);
    }

    private List<CausalLink> links(GraphNode root, GraphNode end) {
        List<GraphNode> way = way(root, end);
        List<CausalLink> links = new ArrayList<>();
        for (int i = 0; i + 1 < way.size(); i++) {
            links.add(link(way.get(i).cite(evidence), way.get(i + 1).cite(evidence),
                    relation(way.get(i), way.get(i + 1))));
        }
        String error = Excerpt.blank(graph.facts.run.errorMessage()) ? "error_type" : "error_message";
        if (errorTold() && !way.isEmpty()) {
            links.add(link(end.cite(evidence), evidence.run(error), Relation.ENDED_IN));
        }
        return links;
    }

    /** Whether the run's own error is the last link. */
    private boolean errorTold() {
        return !Excerpt.blank(graph.facts.run.errorMessage()) || !Excerpt.blank(graph.facts.run.errorType());
    }

    private static CausalLink link(String from, String to, Relation relation) {
        return new CausalLink(from, to, relation, List.of(from, to));
    }

    /** The places from root to end, both included; empty when there is no way or only a long one. */
    private List<GraphNode> way(GraphNode root, GraphNode end) {
        Map<Integer, GraphNode> next = new HashMap<>();
        Deque<GraphNode> open = new ArrayDeque<>(List.of(end));
        next.put(end.place, end);
        while (!open.isEmpty() && !next.containsKey(root.place)) {
            GraphNode node = open.poll();
            for (GraphNode cause : causes(node, root)) {
                if (next.putIfAbsent(cause.place, node) == null) {
                    open.add(cause);
                }
            }
        }
        if (!next.containsKey(root.place)) {
            return follows(root, end) ? List.of(root, end) : List.of();
        }
        int links = errorTold() ? MAX_LINKS - 1 : MAX_LINKS;
        List<GraphNode> way = new ArrayList<>(List.of(root));
        while (way.get(way.size() - 1) != end && way.size() <= links) {
            way.add(next.get(way.get(way.size() - 1).place));
        }
        return way.get(way.size() - 1) == end ? way : List.of();
    }

    /** What fed a place or is the earlier try of its call, between the root and it. */
    private List<GraphNode> causes(GraphNode node, GraphNode root) {
        List<GraphNode> causes = new ArrayList<>();
        node.fedBy.entrySet().stream()
                .filter(feed -> feed.getValue() >= ENOUGH_FACTS && feed.getKey() >= root.place)
                .limit(MAX_FEEDS).forEach(feed -> causes.add(graph.nodes.get(feed.getKey())));
        for (CallFact call : node.calls.stream().limit(MAX_FEEDS).toList()) {
            List<GraphNode> tries = call.act == null ? List.of() : byAct.get(call.act);
            if (!tries.isEmpty() && tries.get(0).place < node.place && tries.get(0).place >= root.place) {
                causes.add(tries.get(0));
            }
        }
        return causes;
    }

    private boolean follows(GraphNode root, GraphNode end) {
        for (int i = root.place + 1; i < end.place; i++) {
            if (graph.nodes.get(i).works()) {
                return false;
            }
        }
        return root != end;
    }

    private static Relation relation(GraphNode from, GraphNode to) {
        boolean again = from.calls.stream().limit(MAX_FEEDS).anyMatch(one -> one.act != null
                && to.calls.stream().limit(MAX_FEEDS).anyMatch(other -> one.act.equals(other.act)));
        if (again) {
            return Relation.RETRIED;
        }
        if (to.fedBy.getOrDefault(from.place, 0) >= ENOUGH_FACTS) {
            return Relation.FED;
        }
        return from.agent != null && to.agent != null && !from.agent.equals(to.agent)
                ? Relation.HANDED_OFF
                : Relation.FOLLOWED;
    }
}
