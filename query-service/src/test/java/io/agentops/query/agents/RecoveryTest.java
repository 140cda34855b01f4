package io.agentops.query.agents;

import static io.agentops.query.agents.Agents.HEARD;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class RecoveryTest {

    @BeforeEach
    void begin() {
        Agents.empty();
        Database.execute("TRUNCATE agent_recovery, agent_healing, project_healing, healing_event");
        Agents.add("a", "UNHEALTHY");
    }

    private static String recovery(String state, Instant at) {
        UUID id = UUID.randomUUID();
        Database.execute(
                """
                        INSERT INTO agent_recovery (project_id, recovery_id, agent_id, trigger, reason, evidence, state, control_plane, outcome,
                                                    created_at, took_ms, progress)
                        VALUES ('default', ?, 'a', 'automatic', 'It is unhealthy.', '{"status": "UNHEALTHY"}', ?, 'sidecar', 'why', ?, 4200,
                                '{"new_pid": 7}')""",
                id, state, at);
        return id.toString();
    }

    private static void event(String agent, String kind) {
        Database.execute("INSERT INTO healing_event (project_id, agent_id, kind, at, detail) "
                + "VALUES ('default', ?, ?, ?, '{\"reason\": \"enough\"}')", agent, kind, HEARD);
    }

    @Test
    void recoveriesAreListedTheNewestFirst() {
        String first = recovery("ineffective", HEARD);
        String second = recovery("failed", HEARD.plusSeconds(1));
        String third = recovery("recovered", HEARD.plusSeconds(2));

        String cursor = given().get("/agents/a/recoveries?limit=2").then().statusCode(200)
                .body("items.recovery_id", contains(third, second), "items[0].state", equalTo("recovered"),
                        "items[0].trigger", equalTo("automatic"), "items[0].reason", equalTo("It is unhealthy."),
                        "items[0].control_plane", equalTo("sidecar"), "items[0].level", equalTo("restart"),
                        "items[0].outcome", equalTo("why"), "items[0].took_ms", equalTo(4200),
                        "items[0].evidence.status", equalTo("UNHEALTHY"), "items[0].result.new_pid", equalTo(7),
                        "items[0].target", nullValue(), "items[0].created_at", equalTo("2026-03-01T10:00:02Z"))
                .extract().path("next_cursor");

        given().queryParam("cursor", cursor).get("/agents/a/recoveries").then().body("items.recovery_id",
                contains(first), "next_cursor", nullValue());
        given().get("/agents/nobody/recoveries").then().statusCode(404);
    }

    @Test
    void anAgentIsShownWithHowItIsHealed() {
        given().get("/agents/a").then().statusCode(200).body("healing.policy", equalTo("manual"), "healing.breaker",
                equalTo("closed"), "healing.recovery", nullValue(), "healing.events", empty());
        Database.execute(
                """
                        INSERT INTO agent_healing (project_id, agent_id, policy, target, breaker, breaker_reason, breaker_since, unsuccessful)
                        VALUES ('default', 'a', 'automatic', '{"kind": "kubernetes"}', 'open', 'enough', ?, 3)""",
                HEARD);
        String newest = recovery("verifying", HEARD);
        event("a", "breaker_opened");
        event(null, "storm_began");

        given().get("/agents/a").then().body("healing.policy", equalTo("automatic"), "healing.target.kind",
                equalTo("kubernetes"), "healing.breaker", equalTo("open"), "healing.breaker_reason", equalTo("enough"),
                "healing.unsuccessful", equalTo(3), "healing.recovery.recovery_id", equalTo(newest),
                "healing.events.kind", contains("breaker_opened"), "healing.events[0].detail.reason",
                equalTo("enough"));
    }

    @Test
    void aProjectIsShownWithItsStorms() {
        given().get("/v1/healing").then().statusCode(200).body("stopped_at", nullValue(), "storm_since", nullValue(),
                "events", empty());
        Database.execute("INSERT INTO project_healing (project_id, stopped_at, stop_reason, storm_since) "
                + "VALUES ('default', ?, 'we look', ?)", HEARD, HEARD);
        event(null, "storm_began");
        event("a", "breaker_opened");

        given().get("/v1/healing").then().body("stopped_at", equalTo("2026-03-01T10:00:00Z"), "stop_reason",
                equalTo("we look"), "storm_since", equalTo("2026-03-01T10:00:00Z"), "events.kind",
                contains("storm_began"));
    }
}
