package io.agentops.it;

import static io.restassured.RestAssured.given;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import io.restassured.http.ContentType;

/** Runs as agents send them, and what tests do with them. */
final class Runs {

    private Runs() {}

    static String freshId(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }

    static Instant minutesAgo(int minutes) {
        return Instant.now().minus(minutes, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS);
    }

    /** A failed run whose tool call misses a required field: status 400, a ValidationError, and a guardrail that saw it. */
    static String missingField(String runId) {
        Instant start = minutesAgo(5);
        return """
                {"run_id": "%s", "agent_name": "billing-agent", "agent_version": "1.4.0", "started_at": "%s", "ended_at": "%s",
                 "status": "failure", "error_type": "ToolError", "error_message": "create_invoice failed",
                 "steps": [{"step_id": "s1", "name": "plan", "status": "success", "started_at": "%s", "latency_ms": 100},
                           {"step_id": "s2", "name": "invoice", "status": "failure", "started_at": "%s", "latency_ms": 300}],
                 "tool_calls": [{"call_id": "c1", "step_id": "s2", "tool_name": "create_invoice", "status": "failure",
                                 "args_json": {"customer": "c-1"}, "error_class": "ValidationError",
                                 "error_message": "missing required field: currency", "status_code": 400}],
                 "guardrail_events": [{"event_id": "g1", "type": "schema_validation", "message": "currency is required",
                                       "step_id": "s2", "call_id": "c1", "created_at": "%s"}]}"""
                .formatted(runId, start, start.plusSeconds(3), start, start.plusSeconds(1), start.plusSeconds(2));
    }

    /** A failed run that says nothing but that it failed. */
    static String nothingSaid(String runId) {
        return """
                {"run_id": "%s", "agent_name": "silent-agent", "started_at": "%s", "status": "failure",
                 "error_message": "Internal Server Error"}""".formatted(runId, minutesAgo(4));
    }

    static void ingest(String run) {
        given().contentType(ContentType.JSON).body(run).post("/agent-runs").then().statusCode(200);
    }

    static String requestRca(String runId) {
        return given().post("/agent-runs/{id}/rca-runs", runId).then().statusCode(202).extract().path("rca_run_id");
    }
}
