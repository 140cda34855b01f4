package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.agentops.contract.rca.RcaReport.Reason;
import io.agentops.contract.rca.RcaReport.Suspect;
import io.agentops.contract.run.GuardrailEvent;

/**
 * What the rules hold for and against the places of one run. A place's score is the sum of the named weights of its reasons;
 * among equals the earlier place comes first, because what follows a fault often only shows it.
 */
final class Suspicions {

    static final int MAX = 20;
    private static final int MAX_REASONS = 8;
    private static final int MAX_CITED = 5;

    private final Map<Integer, Place> places = new TreeMap<>();

    /** Adds a reason that speaks for a place (a positive weight) or against it. */
    void add(SuspectRule rule, GraphNode node, double weight, String words) {
        add(rule.id(), node, weight, words, null, null);
    }

    /** As {@link #add(SuspectRule, GraphNode, double, String)}, about one call of the place. */
    void add(SuspectRule rule, GraphNode node, double weight, String words, CallFact call) {
        add(rule.id(), node, weight, words, call, null);
    }

    void add(String rule, GraphNode node, double weight, String words, CallFact call, GuardrailEvent event) {
        places.computeIfAbsent(node.place, p -> new Place(node)).add(rule, weight, words, call, event);
    }

    boolean none() {
        return places.values().stream().noneMatch(place -> place.sum > 0);
    }

    /** The node suspected most, or null. */
    GraphNode first() {
        return ranked().stream().findFirst().map(place -> place.node).orElse(null);
    }

    /** The suspects, best first. Only what they rest on is cited. */
    List<Suspect> rank(EvidenceIndex evidence) {
        return ranked().stream().limit(MAX).map(place -> place.suspect(evidence)).toList();
    }

    private List<Place> ranked() {
        return places.values().stream().filter(place -> place.sum > 0.001)
                .sorted(Comparator.comparingLong(Place::rounded).reversed().thenComparingInt(place -> place.node.place))
                .toList();
    }

    /** A node with what speaks for and against it. */
    private static final class Place {
        private final GraphNode node;
        private final List<Reason> reasons = new ArrayList<>();
        private final Set<CallFact> calls = new LinkedHashSet<>();
        private final Set<GuardrailEvent> events = new LinkedHashSet<>();
        private double sum;

        private Place(GraphNode node) {
            this.node = node;
        }

        private void add(String rule, double weight, String words, CallFact call, GuardrailEvent event) {
            if (reasons.size() >= MAX_REASONS) {
                return;
            }
            sum += weight;
            reasons.add(new Reason(rule, words + String.format(Locale.ROOT, " (%+.2f)", weight)));
            if (call != null && calls.size() < MAX_CITED) {
                calls.add(call);
            }
            if (event != null && events.size() < MAX_CITED) {
                events.add(event);
            }
        }

        private long rounded() {
            return Math.round(sum * 1000);
        }

        private Suspect suspect(EvidenceIndex evidence) {
            Set<String> ids = new LinkedHashSet<>();
            calls.forEach(call -> ids.add(evidence.call(call)));
            events.forEach(event -> ids.add(evidence.guard(event)));
            if (ids.isEmpty()) {
                ids.add(node.cite(evidence));
            }
            String callId = node.calls.isEmpty()
                    ? null
                    : calls.stream().findFirst().orElse(node.calls.get(0)).call.callId();
            return new Suspect(node.id(), callId, node.agent, Math.min(1, rounded() / 1000.0), List.copyOf(reasons),
                    List.copyOf(ids));
        }
    }
}
