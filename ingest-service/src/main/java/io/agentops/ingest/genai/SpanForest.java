package io.agentops.ingest.genai;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.agentops.contract.trace.Span;

/** The spans of one trace as trees, in order of their starts. A circle of parents is cut where it is first seen. */
final class SpanForest {

    /** By start, then id: one order for every delivery. */
    static final Comparator<SpanNode> BY_START = Comparator.comparing((SpanNode node) -> node.span().startedAt())
            .thenComparing(node -> node.span().spanId());

    private final List<SpanNode> roots = new ArrayList<>();
    private final List<SpanNode> nodes = new ArrayList<>();

    /** Builds the trees of all spans that are more than a mention. */
    SpanForest(List<Span> spans, Map<String, Map<String, Object>> resources) {
        Map<String, SpanNode> byId = new HashMap<>();
        for (Span span : spans) {
            if (span.startedAt() != null) {
                byId.put(span.spanId(),
                        new SpanNode(span, new Attributes(resources.getOrDefault(span.resource(), Map.of()))));
            }
        }
        nodes.addAll(byId.values());
        nodes.sort(BY_START);
        Set<SpanNode> cut = circles(byId);
        for (SpanNode node : nodes) {
            SpanNode parent = parent(node, byId);
            if (parent == null || cut.contains(node)) {
                roots.add(node);
            } else {
                parent.adopt(node);
            }
        }
    }

    List<SpanNode> roots() {
        return roots;
    }

    private static SpanNode parent(SpanNode node, Map<String, SpanNode> byId) {
        return node.span().parentSpanId() == null ? null : byId.get(node.span().parentSpanId());
    }

    /** One span of each circle. */
    private Set<SpanNode> circles(Map<String, SpanNode> byId) {
        Set<SpanNode> cut = new HashSet<>();
        Set<SpanNode> settled = new HashSet<>();
        for (SpanNode start : nodes) {
            Set<SpanNode> path = new HashSet<>();
            SpanNode at = start;
            while (at != null && !settled.contains(at) && path.add(at)) {
                at = parent(at, byId);
            }
            if (at != null && path.contains(at)) {
                cut.add(at);
            }
            settled.addAll(path);
        }
        return cut;
    }
}
