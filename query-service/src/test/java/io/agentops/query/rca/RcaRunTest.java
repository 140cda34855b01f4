package io.agentops.query.rca;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.agentops.query.page.Cursor;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class RcaRunTest {

    private static final String ID = "0194d1c4-0000-7000-8000-000000000001";

    @BeforeEach
    void empty() {
        Database.empty();
        Database.run("r1", Instant.parse("2026-03-01T10:00:00Z"), "failure");
    }

    @Test
    void aQueuedRcaRunHasNoReport() {
        rcaRun(ID, "queued");
        given().get("/agent-runs/rca-runs/" + ID).then().statusCode(200).contentType("application/json")
                .body(equalTo("""
                        {"rca_run_id":"%s","run_id":"r1","status":"queued","created_at":"2026-03-01T11:00:00Z",\
                        "started_at":null,"finished_at":null}""".formatted(ID)));
    }

    @Test
    void aDoneRcaRunShowsItsReportAsItIsStored() {
        rcaRun(ID, "done");
        Database.execute(
                """
                        UPDATE rca_run SET started_at = '2026-03-01T11:00:01Z', finished_at = '2026-03-01T11:00:02Z', attempt = 1,
                               report = '{"category": "timeout", "hypotheses": [{"x": 1.50}], "ours": null}'""");
        given().get("/agent-runs/rca-runs/" + ID).then().statusCode(200).body(equalTo("""
                {"rca_run_id":"%s","run_id":"r1","status":"done","created_at":"2026-03-01T11:00:00Z",\
                "started_at":"2026-03-01T11:00:01Z","finished_at":"2026-03-01T11:00:02Z",\
                "report":{"ours": null, "category": "timeout", "hypotheses": [{"x": 1.50}]}}""".formatted(ID)));
    }

    @Test
    void aFailedRcaRunTellsWhy() {
        rcaRun(ID, "failed");
        Database.execute("UPDATE rca_run SET failure = 'The run is gone.', finished_at = '2026-03-01T11:00:02Z'");
        given().get("/agent-runs/rca-runs/" + ID).then().statusCode(200)
                .body("status", equalTo("failed")).body("failure", equalTo("The run is gone."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0194d1c4-0000-7000-8000-00000000ffff", "not-a-uuid", "1-1-1-1-1",
            "0194d1c4-0000-7000-8000-000000000009"})
    void unknownIdsAndOthersProjectsAre404(String id) {
        rcaRun(ID, "queued");
        rcaRun("0194d1c4-0000-7000-8000-000000000009", "queued");
        Database.execute(
                "UPDATE rca_run SET project_id = 'other' WHERE rca_run_id = '0194d1c4-0000-7000-8000-000000000009'");
        for (String path : List.of("/agent-runs/rca-runs/" + id, "/rca-runs/" + id + "/stream")) {
            given().get(path).then().statusCode(404).contentType(Problem.MEDIA_TYPE)
                    .body("detail", equalTo("No RCA run is known by this id."));
        }
    }

    @Test
    void aRunsRcaRunsComeNewestFirstInPages() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            String id = UUID.fromString("0194d1c4-0000-7000-8000-00000000000" + i).toString();
            rcaRun(id, "failed");
            newestFirst.add(0, id);
        }
        for (int limit = 1; limit <= 8; limit++) {
            List<String> paged = new ArrayList<>();
            String cursor = null;
            do {
                JsonPath page = given().get("/agent-runs/r1/rca-runs?limit=" + limit
                        + (cursor == null ? "" : "&cursor=" + cursor)).then().statusCode(200).extract().jsonPath();
                paged.addAll(page.getList("items.rca_run_id"));
                assertThat(page.<Object>getList("items.report")).containsOnlyNulls();
                cursor = page.getString("next_cursor");
            } while (cursor != null);
            assertThat(paged).isEqualTo(newestFirst);
        }
    }

    @Test
    void aRunWithoutRcaRunsHasAnEmptyList() {
        given().get("/agent-runs/r1/rca-runs").then().statusCode(200)
                .body(equalTo("{\"items\":[],\"next_cursor\":null}"));
    }

    @Test
    void badLimitsAndCursorsAre422() {
        given().get("/agent-runs/r1/rca-runs?limit=0").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/limit"));
        for (String cursor : List.of("x", Cursor.of(List.of("not-a-uuid")), Cursor.of(List.of(5L)))) {
            given().get("/agent-runs/r1/rca-runs?cursor=" + cursor).then().statusCode(422)
                    .body("errors[0].pointer", equalTo("/cursor"));
        }
    }

    private static void rcaRun(String id, String status) {
        Database.execute(
                "INSERT INTO rca_run (project_id, rca_run_id, run_id, content_hash, status, created_at, superseded)"
                        + " VALUES ('default', ?::uuid, 'r1', 'h', ?, '2026-03-01T11:00:00Z', true)",
                id, status);
    }
}
