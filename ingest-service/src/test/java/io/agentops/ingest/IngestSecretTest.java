package io.agentops.ingest;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;

@QuarkusTest
@TestProfile(IngestSecretTest.WithSecret.class)
class IngestSecretTest {

    public static class WithSecret implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("app.ingest-secret", "open sesame");
        }
    }

    @Test
    void onlyTheSecretOpensTheDoorsForRuns() {
        String run = failedToolRun(freshId("secret"));
        given().contentType(ContentType.JSON).body(run).post("/agent-runs").then().statusCode(401)
                .contentType("application/problem+json");
        given().header("X-Ingest-Secret", "close sesame").contentType(ContentType.JSON).body(run).post("/agent-runs")
                .then()
                .statusCode(401);
        given().contentType("application/x-ndjson").body("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post("/agent-runs/bulk").then().statusCode(401);
        given().header("X-Ingest-Secret", "open sesame").contentType(ContentType.JSON).body(run).post("/agent-runs")
                .then()
                .statusCode(200);
    }

    @Test
    void aSidecarCarriesTheSecretAsItsProjectsKey() {
        String heartbeat = "{\"agent_id\": \"%s\", \"status\": \"HEALTHY\"}".formatted(freshId("guarded"));
        for (String authorization : List.of("Bearer close sesame", "Bearer ", "Basic open sesame", "open sesame")) {
            given().header("Authorization", authorization).contentType(ContentType.JSON).body(heartbeat)
                    .post("/telemetry").then().statusCode(401);
        }
        given().contentType(ContentType.JSON).body(heartbeat).post("/telemetry").then().statusCode(401);
        given().header("Authorization", "bearer open sesame").contentType(ContentType.JSON).body(heartbeat)
                .post("/telemetry").then().statusCode(200);
    }

    @Test
    void onlyTheSecretDecidesAboutDeadLetters() {
        String unknown = "/v1/dead-letters/01890a5d-ac96-774b-bcce-b302099a8057";
        given().post(unknown + "/redrive").then().statusCode(401).contentType("application/problem+json");
        given().post("/v1/dead-letters/redrive").then().statusCode(401);
        given().delete(unknown).then().statusCode(401);
        given().header("X-Ingest-Secret", "open sesame").delete(unknown).then().statusCode(404);
    }

    @Test
    void onlyTheSecretWritesAlertRules() {
        String unknown = "/v1/alert-rules/01890a5d-ac96-774b-bcce-b302099a8057";
        given().contentType(ContentType.JSON).body("{}").post("/v1/alert-rules").then().statusCode(401);
        given().contentType(ContentType.JSON).body("{}").put(unknown).then().statusCode(401);
        given().post(unknown + "/test").then().statusCode(401);
        given().put(unknown + "/mute").then().statusCode(401);
        given().delete(unknown).then().statusCode(401);
        given().header("X-Ingest-Secret", "open sesame").delete(unknown).then().statusCode(404);
    }
}
