package io.agentops.ingest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Runs as clients send them. */
public final class Samples {

    private Samples() {}

    /** An id no other test uses. */
    public static String freshId(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }

    /** A time this test run may use: a minute ago, in whole seconds. */
    public static Instant recent() {
        return Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
    }

    /** A failed run whose only tool call misses a required field, which a guardrail noticed. */
    public static String failedToolRun(String runId) {
        Instant start = recent();
        return """
                {"run_id": "%s", "agent_name": "billing-agent", "agent_version": "1.4.0", "model": "m-1", "environment": "staging",
                 "started_at": "%s", "ended_at": "%s", "status": "failure",
                 "error_type": "ToolError", "error_message": "create_invoice failed",
                 "correlation_ids": ["ticket-7", "order-9"],
                 "steps": [
                   {"step_id": "s1", "name": "plan", "status": "success", "started_at": "%s", "latency_ms": 120.5},
                   {"step_id": "s2", "name": "invoice", "status": "failure", "started_at": "%s", "retries": 1, "latency_ms": 300}],
                 "tool_calls": [
                   {"call_id": "c1", "step_id": "s2", "tool_name": "create_invoice", "status": "failure",
                    "args_json": {"customer": "c-1", "lines": [{"sku": "a", "qty": 2}]}, "error_class": "ValidationError",
                    "error_message": "missing required field: currency", "status_code": 400, "retries": 0, "latency_ms": 45}],
                 "guardrail_events": [
                   {"event_id": "g1", "type": "schema_validation", "message": "currency is required", "step_id": "s2",
                    "call_id": "c1", "created_at": "%s"}],
                 "cost": {"tokens_prompt": 900, "tokens_completion": 120, "total_cost_usd": 0.0123},
                 "metadata": {"team": "billing", "attempt": 2, "canary": true}}"""
                .formatted(runId, start, start.plusSeconds(3), start, start.plusSeconds(1), start.plusSeconds(2));
    }

    /** The same kind of failure without content: a search that found nothing, then a tool call that timed out. */
    public static String privacyRun(String runId) {
        Instant start = recent();
        return """
                {"run_id": "%s", "agent_id": "billing-agent", "agent_version": "1.4.0", "environment": "staging",
                 "status": "failure", "started_at": "%s", "ended_at": "%s",
                 "steps": [
                   {"step_id": "s1", "seq": 0, "step_type": "retrieve", "name": "search_kb", "status": "success",
                    "started_at": "%s", "ended_at": "%s", "latency_ms": 120.5, "metadata": {"result_count": 0, "cached": false}},
                   {"step_id": "s2", "seq": 1, "step_type": "tool", "name": "charge", "status": "failure", "started_at": "%s",
                    "latency_ms": 1500, "metadata": {"tool_name": "create_invoice", "http_status": 504, "retry_count": 2}}],
                 "failures": [
                   {"failure_id": "f1", "failure_type": "retrieval", "failure_code": "empty_retrieval",
                    "message": "knowledge base returned no results", "step_id": "s1"}],
                 "failure": {"failure_type": "tool", "failure_code": "timeout",
                    "message": "create_invoice timed out after 1500ms", "step_id": "s2"}}"""
                .formatted(runId, start, start.plusSeconds(3), start, start.plusSeconds(1), start.plusSeconds(2));
    }
}
