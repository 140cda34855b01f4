package io.agentops.ingest.agents;

import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.ingest.Database;
import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class FaultTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Inject
    Database database;

    private int sequence;

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json").body(body.replace('\'', '"')).post(path).then();
    }

    private JsonPath beat(String agent, String more) {
        return post("/telemetry", "{'agent_id': '%s', 'sidecar_id': 's', 'sequence': %d, 'status': 'HEALTHY'%s}"
                .formatted(agent, ++sequence, more)).statusCode(200).extract().jsonPath();
    }

    private String agent(String prefix, String environment) {
        String agent = freshId(prefix);
        beat(agent, ", 'environment': '%s'".formatted(environment));
        await().atMost(LONGEST).until(() -> database.value("SELECT environment FROM agent WHERE agent_id = $1", agent),
                environment::equals);
        return agent;
    }

    private String fault(String agent, String more) {
        return post("/agents/" + agent + "/faults", "{'type': 'error', 'ttl_seconds': 60%s}".formatted(more))
                .statusCode(201).extract().path("fault_id");
    }

    private void awaitFaults(String agent, String... ids) {
        await().atMost(LONGEST).untilAsserted(
                () -> assertThat(beat(agent, "").getList("faults.fault_id", String.class)).containsExactly(ids));
    }

    private String phase(String fault) {
        return database.value(
                "SELECT concat_ws(' ', phase, affected, cleared_at IS NOT NULL) FROM agent_fault WHERE fault_id = $1",
                fault);
    }

    @Test
    void anAgentIsToldOfItsFaultUntilSomebodyEndsIt() {
        String agent = agent("faulty", "staging");
        Instant before = Instant.now();
        JsonPath made = post("/inject-fault", """
                {'agent_id': '%s', 'type': 'LATENCY', 'rate': 0.5}""".formatted(agent)).statusCode(201).extract()
                .jsonPath();
        String fault = made.getString("fault_id");
        assertThat(made.getString("agent_id")).isEqualTo(agent);
        assertThat(made.getString("fault.type")).isEqualTo("latency");
        assertThat(made.getInt("fault.latency_ms")).isEqualTo(2500);
        assertThat(made.getDouble("fault.probability")).isEqualTo(0.5);
        assertThat(made.getInt("fault.ttl_seconds")).isEqualTo(60);
        assertThat(Duration.between(before, Instant.parse(made.getString("fault.expires_at"))))
                .isBetween(Duration.ofSeconds(59), Duration.ofSeconds(90));
        awaitFaults(agent, fault);
        JsonPath wanted = beat(agent, "");
        assertThat(wanted.getMap("faults[0]")).isEqualTo(made.getMap("fault"));
        long version = wanted.getLong("config_version");
        assertThat(version).isPositive();

        String told = ", 'faults': [{'fault_id': '%s', 'type': 'latency', 'phase': '%s', 'affected': %d}]";
        beat(agent, told.formatted(fault, "active", 3));
        await().atMost(LONGEST).until(() -> phase(fault), "active 3 f"::equals);
        beat(agent, told.formatted(fault, "exhausted", 5));
        await().atMost(LONGEST).until(() -> phase(fault), "exhausted 5 f"::equals);
        beat(agent, told.formatted(fault, "active", 6));
        String next = fault(agent, "");
        awaitFaults(agent, fault, next);
        assertThat(phase(fault)).isEqualTo("exhausted 5 f");

        given().delete("/agents/{agent}/faults/{fault}", agent, fault).then().statusCode(204);
        awaitFaults(agent, next);
        assertThat(beat(agent, "").getLong("config_version")).isGreaterThan(version);
        given().delete("/agents/{agent}/faults/{fault}", agent, fault).then().statusCode(204);
        given().delete("/agents/{agent}/faults", agent).then().statusCode(200).body("cleared", equalTo(1));
        awaitFaults(agent);
        assertThat(database
                .value("SELECT string_agg(detail->>'phase', ' ' ORDER BY at) FROM agent_event WHERE kind = 'fault' "
                        + "AND agent_id = $1", agent))
                .isEqualTo("active exhausted");
    }

    @Test
    void aFaultEndsAtItsTimeEvenWithoutTheDatabase() {
        String agent = agent("ending", "dev");
        String fault = post("/inject-fault", "{'agent_id': '%s', 'type': 'error', 'duration_s': 12}".formatted(agent))
                .statusCode(201).extract().path("fault_id");
        awaitFaults(agent, fault);
        // PostgreSQL for tests does not wait for its disk, and would forget what it committed last.
        database.value("CHECKPOINT");
        SharedStack.control(PartName.POSTGRESQL, Control.KILL);
        try {
            awaitFaults(agent);
        } finally {
            SharedStack.control(PartName.POSTGRESQL, Control.START);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "Production", " PROD "})
    void noFaultIsTakenWhereTheyAreForbidden(String environment) {
        String agent = agent("prod", environment);
        post("/inject-fault", "{'agent_id': '%s', 'type': 'crash'}".formatted(agent)).statusCode(403)
                .body("detail", equalTo("The agent runs in an environment that takes no faults."));
        post("/agents/" + agent + "/faults", "{'type': 'error', 'ttl_seconds': 1}").statusCode(403);
    }

    @Test
    void anAgentThatMovedToProductionIsToldOfNone() {
        String agent = agent("moved", "staging");
        awaitFaults(agent, fault(agent, ""));
        assertThat(beat(agent, ", 'environment': 'prod'").getList("faults")).isEmpty();
        await().atMost(LONGEST).untilAsserted(() -> assertThat(beat(agent, "").getList("faults")).isEmpty());
    }

    @Test
    void anAgentHasSoManyFaultsAndNoMore() {
        String agent = agent("many", "dev");
        for (int i = 0; i < 16; i++) {
            fault(agent, "");
        }
        post("/agents/" + agent + "/faults", "{'type': 'error', 'ttl_seconds': 60}").statusCode(409)
                .body("detail", equalTo("The agent has 16 faults, and may have no more at once."));
        given().delete("/agents/{agent}/faults", agent).then().body("cleared", equalTo(16));
        fault(agent, "");
    }

    @Test
    void theSameRequestAsksForOneFault() {
        String agent = agent("once", "dev");
        String key = freshId("key");
        String body = "{\"agent_id\": \"%s\", \"type\": \"error\"}".formatted(agent);
        String first = given().header("Idempotency-Key", key).contentType("application/json").body(body)
                .post("/inject-fault").then().statusCode(201).extract().path("fault_id");
        given().header("Idempotency-Key", key).contentType("application/json").body(body).post("/inject-fault").then()
                .statusCode(200).body("fault_id", equalTo(first));
        given().header("Idempotency-Key", key).contentType("application/json").body(body.replace("error", "crash"))
                .post("/inject-fault").then().statusCode(422).body("$", not(hasKey("errors")))
                .body("detail", equalTo("The Idempotency-Key was used for another request."));
        assertThat(database.value("SELECT count(*) FROM agent_fault WHERE agent_id = $1", agent)).isEqualTo("1");
        post("/agents/" + agent + "/faults", "{'fault_id': '%s', 'type': 'error', 'ttl_seconds': 9}".formatted(first))
                .statusCode(409).body("detail", equalTo("The project has or had a fault of this id."));
    }

    @Test
    void whatIsNotKnownIsSaidSo() {
        String agent = agent("known", "dev");
        String nobody = freshId("nobody");
        post("/inject-fault", "{'agent_id': '%s', 'type': 'error'}".formatted(nobody)).statusCode(404)
                .body("detail", equalTo("No agent is known by this id."));
        given().delete("/agents/{agent}/faults", nobody).then().statusCode(404);
        given().delete("/agents/{agent}/faults/none", agent).then().statusCode(404)
                .body("detail", equalTo("The agent has no fault of this id."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{'type': 'error'}|422|/agent_id is required",
            "{'agent_id': 'a'}|422|/type must be one of latency, error, hang, reset, bandwidth, corrupt, empty_retrieval, malformed_json, rate_limit, crash",
            "{'agent_id': 'a', 'type': 'error', 'rate': 2}|422|/rate must be above 0 and at most 1",
            "{'agent_id': 'a', 'type': 'error', 'duration_s': 901}|422|/duration_s must be 1 to 900",
            "{'agent_id': 'a', 'type': 'latency', 'latency_ms': 0}|422|/latency_ms must be 1 to 60000",
            "{'agent_id': 'a', 'type': 'error', 'duration_s': 'x'}|422|/duration_s must be a whole number",
            "[]|422| must be an object",
            "{|400|"})
    void aFaultThatCannotBeMeantIsRefusedByName(String body, int status, String error) {
        ValidatableResponse answer = post("/inject-fault", body).statusCode(status);
        if (error != null) {
            assertThat((answer.extract().path("errors[0].pointer") + " " + answer.extract().path("errors[0].message"))
                    .strip()).isEqualTo(error.strip());
        }
        assertThat(List.of(post("/agents/a/faults", "{'type': 'error'}").statusCode(422).extract()
                .<String>path("errors[0].pointer"))).containsExactly("/ttl_seconds");
    }
}
