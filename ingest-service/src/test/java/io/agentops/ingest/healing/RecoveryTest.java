package io.agentops.ingest.healing;

import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

@QuarkusTest
class RecoveryTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Inject
    Database database;

    private int sequence;

    private static RequestSpecification json(String body) {
        return given().contentType("application/json").body(body.replace('\'', '"'));
    }

    private JsonPath beat(String agent) {
        return json(
                "{'agent_id': '%s', 'sidecar_id': 's', 'sequence': %d, 'status': 'UNHEALTHY', 'process': {'restarts': 0}}"
                        .formatted(agent, ++sequence))
                .post("/telemetry").then().statusCode(200).extract().jsonPath();
    }

    private String agent() {
        String agent = freshId("mended");
        beat(agent);
        await().atMost(LONGEST)
                .until(() -> database.value("SELECT count(*) FROM agent WHERE agent_id = $1", agent), "1"::equals);
        return agent;
    }

    private ValidatableResponse recover(String agent) {
        return given().post("/agents/{agent}/recover", agent).then();
    }

    @Test
    void oneRecoveryAtATimeWithItsEvidence() {
        String agent = agent();
        json("{'type': 'error', 'ttl_seconds': 600}").post("/agents/{agent}/faults", agent).then().statusCode(201);

        String id = json("{'reason': 'it hangs', 'requested_by': 'ada'}").post("/agents/{agent}/recover", agent).then()
                .statusCode(202).header("Location", endsWith("/agents/" + agent + "/recoveries"))
                .body("state", equalTo("requested"), "trigger", equalTo("manual")).extract().path("recovery_id");
        recover(agent).statusCode(200).body("recovery_id", equalTo(id));

        assertThat(database.value(
                """
                        SELECT concat_ws('|', count(*), min(reason), min(requested_by), min(evidence->>'status'), min(evidence->'faults'->0->>'type'))
                          FROM agent_recovery WHERE agent_id = $1""",
                agent)).isEqualTo("1|it hangs|ada|UNHEALTHY|error");
        assertThat(database.value("SELECT count(*) FROM agent_fault WHERE agent_id = $1 AND cleared_at IS NULL", agent))
                .isEqualTo("0");
        database.value("UPDATE agent_recovery SET state = 'failed', ended_at = now() WHERE agent_id = $1 RETURNING ''",
                agent);
        recover(agent).statusCode(202);
    }

    @Test
    void itsSidecarIsToldWhileItIsToBeDone() {
        String agent = agent();
        String id = recover(agent).statusCode(202).extract().path("recovery_id");
        assertThat((Object) beat(agent).get("recovery")).isNull();
        String fencing = database.value(
                """
                        UPDATE agent_recovery SET state = 'acting', control_plane = 'sidecar', acting_at = now(), deadline = now() + interval '1 minute'
                         WHERE agent_id = $1 RETURNING fencing::text""",
                agent);

        await().atMost(LONGEST).until(() -> beat(agent).getString("recovery.recovery_id"), id::equals);
        JsonPath told = beat(agent);
        assertThat(told.getString("recovery.action")).isEqualTo("restart");
        assertThat(told.getString("recovery.fencing_token")).isEqualTo(fencing);
        assertThat(told.getString("recovery.deadline")).isNotEmpty();

        database.value("UPDATE agent_recovery SET state = 'verifying' WHERE agent_id = $1 RETURNING ''", agent);
        await().atMost(LONGEST).until(() -> beat(agent).get("recovery") == null);
    }

    @Test
    void aKeyStandsForOneRecovery() {
        String agent = agent();
        String key = freshId("key");
        String id = json("{'reason': 'a'}").header("Idempotency-Key", key).post("/agents/{agent}/recover", agent).then()
                .statusCode(202).extract().path("recovery_id");
        database.value(
                "UPDATE agent_recovery SET state = 'recovered', ended_at = now() WHERE agent_id = $1 RETURNING ''",
                agent);

        json("{'reason': 'a'}").header("Idempotency-Key", key).post("/agents/{agent}/recover", agent).then()
                .statusCode(200).body("recovery_id", equalTo(id), "state", equalTo("recovered"));
        json("{'reason': 'b'}").header("Idempotency-Key", key).post("/agents/{agent}/recover", agent).then()
                .statusCode(422).body("title", equalTo("Unprocessable Content"));
    }

    private ValidatableResponse recover(String agent, String key) {
        return json("{'reason': 'a'}").header("Idempotency-Key", key).post("/agents/{agent}/recover", agent).then();
    }

    private void finish(String agent) {
        database.value("UPDATE agent_recovery SET state = 'recovered', ended_at = now() "
                + "WHERE agent_id = $1 AND ended_at IS NULL RETURNING ''", agent);
    }

    @Test
    void aKeyThatWasAnsweredWithWhatWasUnderWayStandsForThat() {
        String agent = agent();
        String key = freshId("key");
        String id = recover(agent).statusCode(202).extract().path("recovery_id");
        recover(agent, key).statusCode(200).body("recovery_id", equalTo(id), "state", equalTo("requested"));
        finish(agent);

        recover(agent, key).statusCode(200).body("recovery_id", equalTo(id), "state", equalTo("recovered"));
        json("{'reason': 'b'}").header("Idempotency-Key", key).post("/agents/{agent}/recover", agent).then()
                .statusCode(422);
        assertThat(database.value("SELECT count(*) FROM agent_recovery WHERE agent_id = $1", agent)).isEqualTo("1");
    }

    @Test
    void theFirstKeyOfARecoveryIsTheOneThatStandsForIt() {
        String agent = agent();
        String first = freshId("key");
        String second = freshId("key");
        String id = recover(agent, first).statusCode(202).extract().path("recovery_id");
        recover(agent, second).statusCode(200).body("recovery_id", equalTo(id));
        finish(agent);

        recover(agent, first).statusCode(200).body("recovery_id", equalTo(id));
        recover(agent, second).statusCode(202);
    }

    @Test
    void peopleWin() {
        String agent = agent();
        json("{'policy': 'automatic'}").put("/agents/{agent}/healing", agent).then().statusCode(200)
                .body("policy", equalTo("automatic"), "paused_until", nullValue(), "breaker", equalTo("closed"));
        recover(agent).statusCode(202);

        assertThat(database.value(
                """
                        SELECT concat_ws(' ', pause_reason, paused_until BETWEEN now() + interval '9 minutes' AND now() + interval '10 minutes')
                          FROM agent_healing WHERE agent_id = $1""",
                agent)).isEqualTo("Somebody asked for a recovery. t");
    }

    @Test
    void aPauseHasAReason() {
        json("{'policy': 'automatic', 'paused_until': '2999-01-01T00:00:00Z', 'pause_reason': 'we move'}")
                .put("/agents/{agent}/healing", agent()).then().statusCode(200)
                .body("paused_until", equalTo("2999-01-01T00:00:00Z"), "pause_reason", equalTo("we move"));
    }

    @Test
    void aBreakerIsArmedAnewByPeople() {
        String agent = agent();
        json("{'policy': 'automatic'}").put("/agents/{agent}/healing", agent).then().statusCode(200);
        database.value(
                """
                        UPDATE agent_healing SET breaker = 'open', breaker_reason = 'enough', breaker_since = now(), backoff_step = 4,
                               unsuccessful = 3, signatures = '{a,b}' WHERE agent_id = $1 RETURNING ''""",
                agent);
        json("{'policy': 'manual'}").put("/agents/{agent}/healing", agent).then().statusCode(200)
                .body("breaker", equalTo("open"), "breaker_reason", equalTo("enough"));

        given().post("/agents/{agent}/healing/reset", agent).then().statusCode(200).body("breaker", equalTo("closed"),
                "breaker_reason", nullValue(), "policy", equalTo("manual"));

        assertThat(database.value(
                "SELECT concat_ws(' ', backoff_step, unsuccessful, cardinality(signatures)) FROM agent_healing WHERE agent_id = $1",
                agent)).isEqualTo("0 0 0");
        assertThat(database.value("SELECT kind FROM healing_event WHERE agent_id = $1", agent))
                .isEqualTo("breaker_closed");
    }

    @Test
    void allOfItCanBeStopped() {
        String agent = agent();
        json("{'type': 'error', 'ttl_seconds': 600}").post("/agents/{agent}/faults", agent).then().statusCode(201);
        String other = agent();
        recover(other).statusCode(202);
        database.value("UPDATE agent_recovery SET state = 'acting', control_plane = 'sidecar', acting_at = now(), "
                + "deadline = now() + interval '1 minute' WHERE agent_id = $1 RETURNING ''", other);
        await().atMost(LONGEST).until(() -> beat(other).get("recovery") != null);
        try {
            json("{'stopped': true, 'reason': 'we look'}").put("/v1/healing").then().statusCode(200)
                    .body("stop_reason", equalTo("we look"));
            recover(agent).statusCode(409)
                    .body("detail", equalTo("Recoveries of the project are stopped: we look"));
            assertThat(database.value("SELECT count(*) FROM agent_fault WHERE agent_id = $1 AND cleared_at IS NULL",
                    agent))
                    .isEqualTo("0");
            await().atMost(LONGEST).until(() -> beat(other).get("recovery") == null);
        } finally {
            json("{'stopped': false}").put("/v1/healing").then().statusCode(200).body("stopped_at", nullValue());
        }
        recover(agent).statusCode(202);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "{}; /policy; is required",
            "{'policy': 'manual', 'pause_reason': 'x'}; /pause_reason; is for a pause alone",
            "{'policy': 'manual', 'paused_until': '2020-01-01T00:00:00Z'}; /paused_until; must be in the future",
            "{'policy': 'manual', 'paused_until': '2999-01-01T00:00:00Z'}; /pause_reason; is required",
            "{'policy': 'manual', 'target': {}}; /target/kind; is required",
            "{'policy': 'manual', 'target': {'kind': 'cloud_run'}}; /target/kind; must be one of kubernetes, cloud-run",
            "{'policy': 'never'}; /policy; must be one of manual, automatic",
            "{'policy': 'manual', 'target': {'kind': 'kubernetes', 'namespace': 'a/b', 'pod': 'p'}}; /target/namespace; must be the name of a namespace",
            "{'policy': 'manual', 'target': {'kind': 'kubernetes', 'namespace': 'a'}}; /target; must have either workload or pod",
            "{'policy': 'manual', 'target': {'kind': 'kubernetes', 'namespace': 'a', 'workload': 'pod/x'}}; /target/workload; must be deployment, statefulset or daemonset, a slash and a name",
            "{'policy': 'manual', 'target': {'kind': 'cloud-run', 'service': 'x?y'}}; /target/service; must be projects/…/locations/…/services/…"})
    void whatIsWrongIsNamed(String body, String pointer, String message) {
        json(body).put("/agents/{agent}/healing", agent()).then().statusCode(422)
                .body("errors[0].pointer", equalTo(pointer), "errors[0].message", equalTo(message));
    }

    @Test
    void agentsThatAreNotKnownAreNotFound() {
        recover("nobody").statusCode(404);
        json("{'policy': 'manual'}").put("/agents/nobody/healing").then().statusCode(404);
        given().post("/agents/nobody/healing/reset").then().statusCode(404);
    }
}
