package io.agentops.ingest.runs;

import java.util.Set;
import java.util.regex.Pattern;

/** JSON pointers fit for logs and headers: names that the reporter chose may hold content, so that they are left out. */
public final class Pointers {

    /** All fields of both forms of a run. */
    static final Set<String> FIELDS = Set.of("agent_id", "agent_name", "agent_version", "args_hash", "args_json",
            "call_id",
            "conversation_id", "correlation_ids", "cost", "created_at", "description", "ended_at", "environment",
            "error_class", "error_message", "error_type", "evaluation_id", "evaluations", "event_id", "explanation",
            "failure",
            "failure_code", "failure_id", "failure_type", "failures", "guardrail_events", "input_summary", "label",
            "latency_ms", "message", "metadata", "model", "name", "output_summary", "parameters", "parent_run_id",
            "parent_step_id", "result_summary", "retries", "run_id", "score", "seq", "started_at", "status",
            "status_code",
            "step_id", "step_type", "steps", "tokens_completion", "tokens_prompt", "tool_calls", "tool_definitions",
            "tool_name", "total_cost_usd", "trace_id", "type");
    private static final Pattern INDEX = Pattern.compile("\\d{1,7}");
    /** Below these, names are the reporter's, however they read. */
    private static final Set<String> OPEN = Set.of("metadata", "args_json", "parameters");

    private Pointers() {}

    /** The pointer with {@code *} for every name that is no field's. */
    public static String withoutContent(String pointer) {
        StringBuilder kept = new StringBuilder();
        boolean open = false;
        for (String segment : pointer.split("/", -1)) {
            if (kept.isEmpty() && segment.isEmpty()) {
                kept.append('/');
                continue;
            }
            boolean known = INDEX.matcher(segment).matches() || (!open && FIELDS.contains(segment));
            kept.append(known ? segment : "*").append('/');
            open |= OPEN.contains(segment);
        }
        return pointer.isEmpty() ? "" : kept.substring(0, kept.length() - 1);
    }
}
