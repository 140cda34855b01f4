package io.agentops.benchmarks.faults;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The rows that a run must become: by table, then by the row's id within the run, then by column. Columns without a value
 * are left out, as are those that only tell which run it is.
 */
final class Rows {

    /** The tables of a run's rows, with the column that tells one row of a run from another; empty where there is one row. */
    static final Map<String, String> TABLES = Map.of("run", "", "run_payload", "", "step", "step_id", "tool_call",
            "call_id", "guardrail_event", "event_id", "failure", "failure_id", "evaluation", "evaluation_id");

    private static final Map<String, String> WIRE_NAMES = Map.of("steps", "step", "tool_calls", "tool_call",
            "guardrail_events", "guardrail_event", "failures", "failure", "evaluations", "evaluation");
    private static final List<String> OF_PAYLOAD = List.of("error_message", "correlation_ids", "tool_definitions",
            "metadata");

    private Rows() {}

    /** The rows of a finished run, from its JSON in the full form. */
    static ObjectNode of(ObjectNode run) {
        ObjectNode rows = Json.object();
        ObjectNode scalars = run.deepCopy();
        scalars.remove(WIRE_NAMES.keySet());
        scalars.remove(OF_PAYLOAD);
        scalars.remove("run_id");
        scalars.remove("cost");
        scalars.setAll((ObjectNode) run.get("cost"));
        scalars.put("from_spans", false);
        row(rows, "run", "").setAll(scalars);
        payload(run, row(rows, "run_payload", ""));
        WIRE_NAMES.forEach((name, table) -> run.path(name).forEach(
                child -> row(rows, table, child.get(TABLES.get(table)).textValue()).setAll((ObjectNode) child)));
        rows.path("step").forEach(step -> ((ObjectNode) step).putIfAbsent("metadata", Json.object()));
        return rows;
    }

    /** The row of a table, made when it is first asked for. */
    static ObjectNode row(ObjectNode rows, String table, String id) {
        ObjectNode byId = rows.has(table) ? (ObjectNode) rows.get(table) : rows.putObject(table);
        return byId.has(id) ? (ObjectNode) byId.get(id) : byId.putObject(id);
    }

    private static void payload(ObjectNode run, ObjectNode row) {
        row.put("finished", true);
        if (run.has("error_message")) {
            row.set("error_message", run.get("error_message"));
        }
        ObjectNode ids = row.putObject("correlation_ids");
        run.path("correlation_ids").forEach(id -> ids.put(id.textValue(), true));
        ObjectNode tools = row.putObject("tool_definitions");
        for (JsonNode tool : run.path("tool_definitions")) {
            tools.set(tool.get("tool_name").textValue(), ((ObjectNode) tool.deepCopy()).without("tool_name"));
        }
        row.set("metadata", run.has("metadata") ? run.get("metadata").deepCopy() : Json.object());
    }
}
