package io.agentops.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningPlatform.class)
class OverviewIT {

    @Test
    void theOverviewGivesExactFiguresForAKnownSet() throws SQLException {
        try (Connection connection = RunningPlatform.database(); Statement statement = connection.createStatement()) {
            statement.execute(
                    "TRUNCATE run_key, run, run_payload, step, tool_call, guardrail_event, run_error, run_stat, run_stat_sum, rca_run");
        }
        given().get("/metrics/overview").then().statusCode(200).body("total_runs", equalTo(0));
        for (int i = 1; i <= 20; i++) {
            boolean failed = i % 5 == 0;
            Runs.ingest("""
                    {"run_id": "overview-%d", "agent_name": "a", "started_at": "%s", "status": "%s",
                     "steps": [{"step_id": "s", "name": "n", "latency_ms": %d}],
                     "tool_calls": [{"call_id": "c", "step_id": "s", "tool_name": "%s", "status": "%s"}],
                     "cost": {"total_cost_usd": 0.015}}""".formatted(i, Runs.minutesAgo(i),
                    failed ? "failure" : "success",
                    i * 100, i % 2 == 0 ? "search" : "book", failed ? "failure" : "success"));
        }
        Runs.ingest(
                "{\"run_id\": \"overview-old\", \"agent_name\": \"a\", \"status\": \"failure\", \"started_at\": \"%s\"}"
                        .formatted(Runs.minutesAgo(60 * 30)));
        given().get("/metrics/overview?hours=24").then().statusCode(200)
                .body("total_runs", equalTo(20), "success_rate", equalTo(80.0f), "p95_step_latency_ms",
                        equalTo(1907.094f),
                        "total_cost_usd", equalTo(0.3f))
                .body("top_failing_tools.tool", contains("book", "search"), "top_failing_tools.count", contains(2, 2));
        given().get("/metrics/overview?hours=48").then().body("total_runs", equalTo(21), "success_rate",
                equalTo(76.19f));
    }
}
