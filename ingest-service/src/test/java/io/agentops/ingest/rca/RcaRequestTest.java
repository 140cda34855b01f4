package io.agentops.ingest.rca;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;

@QuarkusTest
class RcaRequestTest {

    @Inject
    Database database;

    @Test
    void theSameContentIsAnalysedOnceUnlessForced() {
        String id = freshId("rca");
        ingest(failedToolRun(id));
        UUID first = request(id, "", 202);
        assertThat(first.version()).isEqualTo(7);
        assertThat(database.value("SELECT status || ' ' || run_id FROM rca_run WHERE rca_run_id = $1", first))
                .isEqualTo("queued " + id);
        assertThat(request(id, "", 200)).isEqualTo(first);
        UUID forced = request(id, "?force=true", 202);
        assertThat(forced).isNotEqualTo(first);
        assertThat(request(id, "", 200)).isEqualTo(forced);
        assertThat(database.value("SELECT count(*) FROM rca_run WHERE run_id = $1", id)).isEqualTo("2");
    }

    @Test
    void changedContentIsAnalysedAgain() {
        String id = freshId("rca-changed");
        ingest(failedToolRun(id));
        UUID first = request(id, "", 202);
        ingest(failedToolRun(id).replace("ToolError", "OtherError"));
        assertThat(request(id, "", 202)).isNotEqualTo(first);
    }

    @Test
    void anUnknownRunHasNoAnalysis() {
        given().post("/agent-runs/{id}/rca-runs", "no such run").then().statusCode(404)
                .contentType("application/problem+json");
    }

    private static void ingest(String run) {
        given().contentType(ContentType.JSON).body(run).post("/agent-runs").then().statusCode(200);
    }

    private static UUID request(String runId, String query, int status) {
        return UUID.fromString(
                given().contentType(ContentType.JSON).body("{}").post("/agent-runs/{id}/rca-runs" + query, runId)
                        .then().statusCode(status).extract().path("rca_run_id"));
    }
}
