package io.agentops.rca.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.run.AgentRun;
import io.agentops.rca.engine.VersionHistory;

/** Labels and answers made up for testing how they are scored. */
final class SampleOutcomes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private SampleOutcomes() {}

    /** A run of steps {@code s1} to {@code s4}, each with a call {@code c1} to {@code c4}. */
    static Case labelled(Kind kind, Category category, String... guilty) {
        List<Map<String, String>> steps = List.of(Map.of("step_id", "s1"), Map.of("step_id", "s2"),
                Map.of("step_id", "s3"),
                Map.of("step_id", "s4"));
        List<Map<String, String>> calls = List.of(call("1"), call("2"), call("3"), call("4"));
        AgentRun run = JSON.convertValue(Map.of("run_id", "r", "steps", steps, "tool_calls", calls), AgentRun.class);
        return new Case("r", kind, category, Set.of(), List.of(guilty), "", run, VersionHistory.none());
    }

    /** A report that cites {@code ev_tool_c1}, with suspects by step. */
    static RcaReport answer(Category category, String confidence, String... suspects) {
        List<Map<String, Object>> hypotheses = category == Category.UNKNOWN
                ? List.of()
                : List.of(Map.of("title", "t", "evidence_ids", List.of("ev_tool_c1"), "confidence", confidence));
        List<Map<String, Object>> suspected = List.of(suspects).stream()
                .map(id -> Map.<String, Object>of("step_id", id, "score", 0.5, "evidence_ids", List.of("ev_tool_c1")))
                .toList();
        return JSON.convertValue(Map.of("category", category, "insufficient_evidence", false, "hypotheses", hypotheses,
                "suspects", suspected, "evidence_index", List.of(Map.of("evidence_id", "ev_tool_c1")), "action_items",
                List.of(),
                "rules_fired", List.of("rule_" + category.wireName())), RcaReport.class);
    }

    private static Map<String, String> call(String number) {
        return Map.of("call_id", "c" + number, "step_id", "s" + number);
    }
}
