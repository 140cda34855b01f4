package io.agentops.ingest.genai;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.agentops.contract.trace.Span;

/** A span at its place in the trace. */
final class SpanNode {

    private final Span span;
    private final Attributes attributes;
    private final Attributes resource;
    private final Kind kind;
    private final List<SpanNode> children = new ArrayList<>();
    private SpanNode parent;
    private Usage usage;

    SpanNode(Span span, Attributes resource) {
        this.span = span;
        this.attributes = new Attributes(span.attributes());
        this.resource = resource;
        this.kind = Classifier.kind(attributes);
    }

    Span span() {
        return span;
    }

    Attributes attributes() {
        return attributes;
    }

    Attributes resource() {
        return resource;
    }

    Kind kind() {
        return kind;
    }

    /** What its own request used. */
    Usage usage() {
        if (usage == null) {
            usage = Usage.of(attributes);
        }
        return usage;
    }

    List<SpanNode> children() {
        return children;
    }

    /** Null for a root, and for a span whose parent did not come. */
    SpanNode parent() {
        return parent;
    }

    void adopt(SpanNode child) {
        child.parent = this;
        children.add(child);
    }

    /** Whether a parent in this process is named and did not come yet, so that what is above is unknown. */
    boolean awaitsParent() {
        return parent == null && span.parentSpanId() != null && !isEntry();
    }

    /** Whether a caller in another process, which may never report, is the parent. */
    private boolean isEntry() {
        return span.remoteParent() == null
                ? "server".equals(span.kind()) || "consumer".equals(span.kind())
                : span.remoteParent();
    }

    /** The nearest span above for which this holds; null where there is none. */
    SpanNode above(Predicate<SpanNode> wanted) {
        for (SpanNode at = parent; at != null; at = at.parent) {
            if (wanted.test(at)) {
                return at;
            }
        }
        return null;
    }

    /** Whether it ended badly, as its own status or error says. */
    boolean failed() {
        return "error".equals(span.status()) || attributes.has("error.type");
    }
}
