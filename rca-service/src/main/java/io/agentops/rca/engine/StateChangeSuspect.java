package io.agentops.rca.engine;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Looks for the last call that changed something for a person being served: what the run left behind is what it is judged by. Evidence:
 * the call. Source: failures of service agents are wrong or premature writes far more often than wrong lookups.
 */
final class StateChangeSuspect implements SuspectRule {

    private static final double LAST = 0.40;
    private static final double OTHER = 0.10;
    private static final int MAX_NAME = 200;
    private static final Pattern READS = Pattern.compile(
            "^(?:get|find|list|search|read|fetch|look|check|view|show|describe|query|count|calculate|is|has)(?:$|[_.\\-/ ])");
    private static final Pattern CHANGES = Pattern.compile(
            "(?:^|[_.\\-/ ])(?:create|update|modify|change|set|delete|remove|cancel|book|order|buy|purchase|pay|refund|return|exchange|send|post|transfer|submit|write|insert|upload|execute|place|add|reserve|schedule)(?:$|[_.\\-/ ])");

    @Override
    public String id() {
        return "state_change";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        if (!graph.serves()) {
            return;
        }
        List<GraphNode> writes = graph.nodes.stream().filter(StateChangeSuspect::changes).toList();
        for (int i = Math.max(0, writes.size() - Suspicions.MAX); i < writes.size(); i++) {
            boolean last = i == writes.size() - 1;
            found.add(this, writes.get(i), last ? LAST : OTHER,
                    last ? "the last call that changed something" : "a call that changed something",
                    writes.get(i).calls.get(0));
        }
    }

    private static boolean changes(GraphNode node) {
        return node.calls.stream().map(call -> Excerpt.head(call.call.toolName(), MAX_NAME).toLowerCase(Locale.ROOT))
                .anyMatch(tool -> CHANGES.matcher(tool).find() && !READS.matcher(tool).find());
    }
}
