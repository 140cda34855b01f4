package io.agentops.ingest.genai;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The spans that make up one run. */
final class RunSpans {

    private static final Comparator<SpanNode> BEST_HEAD = Comparator
            .comparing(SpanNode::awaitsParent).thenComparing(node -> !node.kind().beginsRun())
            .thenComparing(SpanForest.BY_START);

    private final String runId;
    private final boolean named;
    private final RunSpans parent;
    private final List<SpanNode> members = new ArrayList<>();
    private final Set<SpanNode> lookup = new HashSet<>();
    private SpanNode head;

    /**
     * A run without spans yet.
     *
     * @param named whether the reporter gave the id
     * @param parent the run that this one was started by, or null
     */
    RunSpans(String runId, boolean named, RunSpans parent) {
        this.runId = runId;
        this.named = named;
        this.parent = parent;
    }

    String runId() {
        return runId;
    }

    boolean named() {
        return named;
    }

    RunSpans parent() {
        return parent;
    }

    void add(SpanNode node) {
        members.add(node);
        lookup.add(node);
    }

    boolean contains(SpanNode node) {
        return lookup.contains(node);
    }

    /** Its spans in order of their starts, once the trace is divided. */
    List<SpanNode> members() {
        return members;
    }

    /** The span that is the run: null while only spans below it came. */
    SpanNode head() {
        return head;
    }

    /**
     * Offers a span that stands at the run's top. One whose place in the trace is known is preferred, then an agent, then the
     * one that started first.
     */
    void offerHead(SpanNode node) {
        if (head == null || BEST_HEAD.compare(node, head) < 0) {
            head = node;
        }
    }

    /** Whether the head is a step of its own as well: a run without an agent begins with its first piece of work. */
    boolean isStep(SpanNode node) {
        if (node.kind() == Kind.GUARDRAIL) {
            return false;
        }
        return node != head
                || !(node.kind().beginsRun() || node.kind() == Kind.CHAIN || node.kind() == Kind.GENERIC);
    }
}
