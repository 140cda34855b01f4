package io.agentops.query.agents;

import static io.agentops.query.agents.Agents.HEARD;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class AgentTest {

    @BeforeEach
    void begin() {
        Agents.empty();
    }

    @Test
    void agentsAreListedByTheirIds() {
        Agents.add("b", "HEALTHY");
        Agents.add("a", "DEGRADED");
        Agents.add("c", "UNKNOWN");
        Agents.add("other", "d", "agent", "dev", "HEALTHY");
        String cursor = given().get("/agents?limit=2").then().statusCode(200).body("items.agent_id", contains("a", "b"))
                .extract().path("next_cursor");
        given().queryParam("cursor", cursor).get("/agents").then().body("items.agent_id", contains("c"), "next_cursor",
                nullValue());
        given().get("/agents?limit=1").then().body("items[0]", equalTo(given().get("/agents").path("items[0]")),
                "items[0].status", equalTo("DEGRADED"), "items[0].agent_name", equalTo("agent"),
                "items[0].latency_ms", equalTo(12.5f), "items[0].error_rate", equalTo(0.25f), "items[0].restarts",
                equalTo(1), "items[0].heard_at", equalTo("2026-03-01T10:00:00Z"), "items[0].status_since",
                equalTo("2026-03-01T09:59:00Z"), "items[0].silent", equalTo(false), "items[0].active_faults", empty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            status=HEALTHY | a,c
            status=UNKNOWN&environment=prod | b
            environment=dev | a
            agent_name=chat | a,b
            agent_name=none |
            """)
    void aListIsOfThoseThatEveryParameterFits(String query, String expected) {
        Agents.add("default", "a", "chat", "dev", "HEALTHY");
        Agents.add("default", "b", "chat", "prod", "UNKNOWN");
        Agents.add("default", "c", "mail", "prod", "HEALTHY");
        given().get("/agents?" + query).then().statusCode(200).body("items.agent_id",
                expected == null ? empty() : contains(expected.split(",", -1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /agents?limit=-1                    | 422
            /agents?limit=99999999999           | 422
            /agents?limit=1&limit=2             | 200
            /agents?environment=                | 200
            /agents?environment=%00             | 422
            /agents?cursor=WyJcdTAwMDAiXQ       | 422
            /agents?cursor=W10                  | 422
            /agents/%00                         | 404
            /agents/a%2Fb                       | 404
            /agents/%FF                         | 404
            /agents/a?minutes=1441              | 422
            /agents/a?minutes=x                 | 422
            /agents/%00/faults                  | 404
            /agents/a/faults?limit=0            | 422
            /agents/a/faults?cursor=x           | 422
            /agents/a/faults?cursor=Wy0xLCJ4Il0 | 422
            /agents/a/faults?cursor=WzkyMjMzNzIwMzY4NTQ3NzU4MDcsIngiXQ | 422
            /agents/a/faults?cursor=WzEsIngiXQ  | 200
            /agents/%00/recoveries              | 404
            /agents/a/recoveries?limit=1.5      | 422
            /agents/a/recoveries?cursor=WzEsIngiXQ | 200
            /agents/a/recoveries?cursor=Wy0xLCJ4Il0 | 422
            /agents/stream?nonsense=1           | 422
            /agents/stream?environment=%00      | 422
            """)
    void whatMakesNoSenseIsRefused(String path, int status) {
        Agents.add("a", "HEALTHY");
        given().urlEncodingEnabled(false).get(path).then().statusCode(status);
    }

    @ParameterizedTest
    @CsvSource({"status=healthy, /status", "limit=0, /limit", "cursor=x, /cursor", "nonsense=1, /nonsense"})
    void aParameterThatNoListHasIsRefused(String query, String pointer) {
        given().get("/agents?" + query).then().statusCode(422).body("errors.pointer", contains(pointer));
    }

    @Test
    void anAgentIsShownWithWhatHappened() {
        Agents.add("a", "UNHEALTHY");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        Database.execute("INSERT INTO agent_event (project_id, day, agent_id, kind, key, at, detail) VALUES "
                + "('default', '2026-03-01', 'a', 'status', '1', ?, '{\"status\": \"HEALTHY\"}'), "
                + "('default', '2026-03-01', 'a', 'exit', '2', ?, '{\"signal\": \"SIGKILL\"}')", HEARD,
                HEARD.plusSeconds(1));
        Database.execute("INSERT INTO agent_sample (project_id, day, agent_id, minute, status, latency_ms, error_rate) "
                + "SELECT 'default', (m AT TIME ZONE 'UTC')::date, 'a', m, 'HEALTHY', 2, 0.5 "
                + "FROM unnest(ARRAY[?::timestamptz, ?::timestamptz, ?::timestamptz]) AS m", now.minusSeconds(60),
                now.minusSeconds(120), now.minusSeconds(7200));
        given().get("/agents/a").then().statusCode(200).body("agent_id", equalTo("a"), "sidecar_id", equalTo("s1"),
                "sequence", equalTo(7), "first_heard_at", equalTo("2026-03-01T09:00:00Z"), "heartbeat.sequence",
                equalTo(7), "events.kind", contains("exit", "status"), "events[0].detail.signal", equalTo("SIGKILL"),
                "events[0].at", equalTo("2026-03-01T10:00:01Z"), "samples.minute",
                contains(now.minusSeconds(60).toString(), now.minusSeconds(120).toString()), "samples[0].error_rate",
                equalTo(0.5f));
        given().get("/agents/a?minutes=180").then().body("samples.size()", equalTo(3));
        given().get("/agents/b").then().statusCode(404).body("detail", equalTo("No agent is known by this id."));
        given().get("/agents/a?minutes=0").then().statusCode(422);
    }

    @Test
    void faultsAreShownUntilTheyEndAndAfter() {
        Agents.add("a", "DEGRADED");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Database.execute(
                """
                        INSERT INTO agent_fault (project_id, fault_id, agent_id, type, spec, created_at, expires_at, cleared_at, phase, affected)
                        VALUES ('default', 'f1', 'a', 'error', '{"status": 500}', ?, ?, NULL, 'active', 3),
                               ('default', 'f2', 'a', 'latency', '{}', ?, ?, ?, 'active', 0),
                               ('default', 'f3', 'a', 'hang', '{}', ?, ?, NULL, 'exhausted', 9),
                               ('default', 'f4', 'a', 'reset', '{}', ?, ?, NULL, NULL, 0)""",
                now, now.plusSeconds(60), now,
                now.plusSeconds(60), now, now, now.plusSeconds(60), now.minusSeconds(9), now.minusSeconds(1));
        given().get("/agents/a").then().body("active_faults.fault_id", contains("f1"), "active_faults[0].type",
                equalTo("error"), "active_faults[0].phase", equalTo("active"), "active_faults[0].expires_at.toString()",
                equalTo(now.plusSeconds(60).toString().replace("Z", "000Z")));
        String cursor = given().get("/agents/a/faults?limit=3").then().statusCode(200)
                .body("items.fault_id", contains("f3", "f2", "f1"), "items.active", contains(false, false, true),
                        "items[2].fault.status", equalTo(500), "items[2].affected", equalTo(3))
                .extract().path("next_cursor");
        given().queryParam("cursor", cursor).get("/agents/a/faults").then().body("items.fault_id", contains("f4"),
                "items[0].active", equalTo(false), "items[0].phase", nullValue());
        given().get("/agents/none/faults").then().statusCode(404);
    }
}
