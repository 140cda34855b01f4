package io.agentops.rca.evaluation;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.rca.engine.VersionHistory;
import io.agentops.rca.engine.VersionHistory.ToolRate;
import io.agentops.rca.engine.VersionHistory.Version;
import io.agentops.rca.history.Rate;

/** Reads a history: {@code current} and {@code previous}, each {@code [version, runs, failed, {tool: [calls, failed]}]}. */
final class HistoryForm {

    private HistoryForm() {}

    /** None where nothing is told. */
    static VersionHistory read(JsonNode node) {
        return node.isMissingNode()
                ? VersionHistory.none()
                : new VersionHistory(version(node.get("current")), version(node.get("previous")), false);
    }

    private static Version version(JsonNode node) {
        List<ToolRate> tools = new ArrayList<>();
        node.get(3).forEachEntry(
                (tool, counts) -> tools.add(new ToolRate(tool, rate(counts.get(1), counts.get(0)))));
        return new Version(node.get(0).asText(), rate(node.get(2), node.get(1)), null, 0, tools);
    }

    private static Rate rate(JsonNode failed, JsonNode runs) {
        return new Rate(failed.asLong(), runs.asLong());
    }
}
