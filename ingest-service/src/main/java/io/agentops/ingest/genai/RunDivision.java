package io.agentops.ingest.genai;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.agentops.contract.trace.Span;

/**
 * Divides a trace into runs. A run begins at the topmost agent or workflow of its branch, and wherever a span names another
 * run than the one around it. What stands outside every agent makes a run of its own from its root, if any of it is an
 * agent's work; surroundings alone, e.g. the spans of a web server, make none, nor do chains that only lead to agents.
 *
 * <p>Spans whose parent did not come belong, until it does, to a run under the id that the parent's would have: for the
 * children of an agent that still runs, this is the id the run will keep. Where the trace tells of one run alone, and they
 * began while it lasted, they are its own: whatever stood between was not reported.
 */
final class RunDivision {

    private record Place(SpanNode node, RunSpans run) {}

    private final String project;
    private final String traceId;
    private final Map<String, RunSpans> runs = new LinkedHashMap<>();
    private final Map<SpanNode, List<SpanNode>> orphans = new LinkedHashMap<>();
    private RunSpans only;
    private boolean searched;

    private RunDivision(String project, String traceId) {
        this.project = project;
        this.traceId = traceId;
    }

    /** The runs of a trace, each with its spans in order of their starts. */
    static Collection<RunSpans> of(String project, String traceId, SpanForest forest) {
        RunDivision division = new RunDivision(project, traceId);
        forest.roots().forEach(division::divide);
        division.orphans.forEach(division::place);
        for (RunSpans run : division.runs.values()) {
            run.members().sort(SpanForest.BY_START);
        }
        return division.runs.values();
    }

    /** Gives the spans of a tree to their runs. */
    private void divide(SpanNode root) {
        List<SpanNode> outside = new ArrayList<>();
        boolean hasAgent = false;
        Deque<Place> open = new ArrayDeque<>();
        open.push(new Place(root, null));
        while (!open.isEmpty()) {
            Place place = open.pop();
            RunSpans run = runAt(place.node, place.run);
            if (run == null) {
                outside.add(place.node);
            } else {
                run.add(place.node);
                hasAgent = true;
            }
            place.node.children().forEach(child -> open.push(new Place(child, run)));
        }
        if (outside.stream().anyMatch(hasAgent ? RunDivision::isWorkBesideAgents : RunDivision::isWork)) {
            if (root.awaitsParent()) {
                orphans.put(root, outside);
            } else {
                addRunOfRoot(root, outside);
            }
        }
    }

    private void place(SpanNode root, List<SpanNode> spans) {
        if (only == null && !searched) {
            only = onlyRun();
            searched = true;
        }
        if (only != null && lasts(only.head().span(), root.span().startedAt())) {
            spans.forEach(only::add);
        } else {
            addRunOfRoot(root, spans);
        }
    }

    /** The one run of the trace whose own span came; null where there is none, or several. */
    private RunSpans onlyRun() {
        List<RunSpans> headed = runs.values().stream().filter(run -> run.head() != null && run.parent() == null)
                .toList();
        return headed.size() == 1 ? headed.get(0) : null;
    }

    private static boolean lasts(Span run, Instant at) {
        return !at.isBefore(run.startedAt()) && (run.endedAt() == null || !at.isAfter(run.endedAt()));
    }

    private RunSpans runAt(SpanNode node, RunSpans around) {
        String named = node.attributes().text("agentops.run.id");
        if (named != null && (around == null || !named.equals(around.runId()))) {
            RunSpans run = runs.computeIfAbsent(named, id -> new RunSpans(id, true, around));
            if (node.kind().beginsRun() || !node.awaitsParent()) {
                run.offerHead(node);
            }
            return run;
        }
        if (around != null || !node.kind().beginsRun()) {
            return around;
        }
        String invocation = node.attributes().text("gen_ai.agent.invocation.id");
        String id = invocation == null || invocation.length() > TextLimits.ID
                ? RunIds.of(project, traceId, node.span().spanId())
                : invocation;
        RunSpans run = runs.computeIfAbsent(id, key -> new RunSpans(key, id.equals(invocation), null));
        run.offerHead(node);
        return run;
    }

    private void addRunOfRoot(SpanNode root, List<SpanNode> outside) {
        String top = root.awaitsParent() ? root.span().parentSpanId() : root.span().spanId();
        RunSpans run = runs.computeIfAbsent(RunIds.of(project, traceId, top), id -> new RunSpans(id, false, null));
        outside.forEach(run::add);
        if (!root.awaitsParent()) {
            run.offerHead(root);
        }
    }

    private static boolean isWork(SpanNode node) {
        return node.kind() != Kind.GENERIC && node.kind() != Kind.SETUP;
    }

    private static boolean isWorkBesideAgents(SpanNode node) {
        return isWork(node) && node.kind() != Kind.CHAIN;
    }
}
