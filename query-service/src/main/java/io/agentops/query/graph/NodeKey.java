package io.agentops.query.graph;

import java.util.Comparator;

import io.agentops.query.anatomy.Item;

/** What makes several steps, calls or runs one node; {@code type} only tells steps apart. */
record NodeKey(
        Kind kind,
        String name,
        String type) {

    /** Always the same order, whatever order the items have. */
    static final Comparator<NodeKey> ORDER = Comparator.comparing(NodeKey::kind).thenComparing(NodeKey::name)
            .thenComparing(NodeKey::type, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** What a node is, and how an edge leads to it. */
    enum Kind {
        AGENT("agent", "handoff"),
        STEP("step", "nesting"),
        TOOL("tool", "call"),
        MODEL("model", "call");

        final String wireName;
        final String edge;

        Kind(String wireName, String edge) {
            this.wireName = wireName;
            this.edge = edge;
        }
    }

    static NodeKey agent(String name) {
        return new NodeKey(Kind.AGENT, name, null);
    }

    static NodeKey model(String name) {
        return new NodeKey(Kind.MODEL, name, null);
    }

    static NodeKey of(Item item) {
        if (item.kind() == Item.Kind.TOOL_CALL) {
            return new NodeKey(Kind.TOOL, item.name(), null);
        }
        return "sub_agent".equals(item.stepType())
                ? agent(item.name())
                : new NodeKey(Kind.STEP, item.name(), item.stepType());
    }
}
