package io.agentops.query.failures;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.agentops.query.page.Cursor;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class FailuresTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void failuresThatARunToldStandAlone() {
        Database.run("r1", START, "failure").failure("f2", "tool", "timeout", "search took 30 s", "s1")
                .failure("f1", "retrieval", "empty_retrieval", null, null)
                .callEnding("c1", "search", "failure", "Oops", 500).stepEnding("s1", "llm", "error", "E");
        Database.run("r2", START, "failure").failure("f3", "model", "refused", null, null);
        Database.execute("UPDATE run SET error_type = 'E'");
        given().get("/v1/runs/r1/failures").then().statusCode(200).contentType("application/json").body(
                equalTo("""
                        {"items":[\
                        {"failure_id":"f1","failure_type":"retrieval","failure_code":"empty_retrieval","message":null,"step_id":null},\
                        {"failure_id":"f2","failure_type":"tool","failure_code":"timeout","message":"search took 30 s","step_id":"s1"}\
                        ],"next_cursor":null}"""));
        given().get("/agent-runs/r1").then().body("failures", equalTo(2));
    }

    @Test
    void messagesThatThePrivacyFirstFormDoesNotTakeDoNotShow() {
        Database.run("r1", START, "failure").failure("f1", "tool", "c", "x".repeat(300), null)
                .failure("f2", "tool", "c", "x".repeat(301), null).failure("f3", "tool", "c", "two\nlines", null);
        assertThat(given().get("/v1/runs/r1/failures").jsonPath().getList("items.message"))
                .containsExactly("x".repeat(300), null, null);
    }

    @Test
    void failuresNobodyToldAreReadFromCallsAndSteps() {
        Database.run("r1", START, "failure").callEnding("c1", "search", "failure", "ValidationError", null)
                .callEnding("c2", "search", "success", null, 200)
                .stepEnding("s1", "llm", "error", null).stepEnding("s2", "retrieve", "failure", "IndexMissing")
                .stepEnding("s3", "embedding", null, "429").stepEnding("s4", "rerank", "timeout", null)
                .stepEnding("s5", "llm", "success", null).stepEnding("s6", "tool", "failure", "E")
                .stepEnding("s7", "generic", "error", "E").stepEnding("s8", null, "failure", null);
        Database.execute("UPDATE run SET error_type = 'AgentFailed'");
        Database.execute("UPDATE tool_call SET step_id = 's6', error_message = 'private words'");
        Database.execute("UPDATE step SET error_message = 'private words'");
        given().get("/v1/runs/r1/failures").then().statusCode(200).body(
                equalTo("""
                        {"items":[\
                        {"failure_id":"step:s1","failure_type":"model","failure_code":"model_error","message":null,"step_id":"s1"},\
                        {"failure_id":"step:s2","failure_type":"retrieval","failure_code":"index_missing","message":null,"step_id":"s2"},\
                        {"failure_id":"step:s3","failure_type":"model","failure_code":"rate_limited","message":null,"step_id":"s3"},\
                        {"failure_id":"step:s4","failure_type":"retrieval","failure_code":"timeout","message":null,"step_id":"s4"},\
                        {"failure_id":"tool:c1","failure_type":"tool","failure_code":"validation_error","message":null,"step_id":"s6"}\
                        ],"next_cursor":null}"""));
        given().get("/agent-runs/r1").then().body("failures", equalTo(5));
        given().get("/v1/runs/r1").then().body("failures", equalTo(5));
    }

    @Test
    void aRunsErrorTypeIsAFailureWhereNothingElseIs() {
        Database.run("r1", START, "failure").callEnding("c1", "search", "success", null, 200)
                .stepEnding("s1", "llm", "success", null);
        Database.execute("UPDATE run SET error_type = 'org.example.PlannerLoopException'");
        given().get("/v1/runs/r1/failures").then().statusCode(200).body(equalTo("""
                {"items":[{"failure_id":"run","failure_type":"orchestration","failure_code":"planner_loop_exception",\
                "message":null,"step_id":null}],"next_cursor":null}"""));
    }

    @Test
    void aRunThatWentWellHasNone() {
        Database.run("r1", START, "success").callEnding("c1", "search", "success", null, 399);
        given().get("/v1/runs/r1/failures").then().statusCode(200)
                .body(equalTo("{\"items\":[],\"next_cursor\":null}"));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            error,   -,                                429, rate_limited
            error,   HTTPError,                        429, rate_limited
            error,   -,                                401, permission_denied
            error,   -,                                403, permission_denied
            error,   -,                                404, not_found
            error,   -,                                408, timeout
            error,   -,                                504, timeout
            error,   -,                                500, tool_error
            failed,  -,                                -,   tool_error
            timeout, -,                                -,   timeout
            timeout, ValidationError,                  -,   timeout
            error,   java.net.SocketTimeoutException,  -,   timeout
            error,   Request timed out,                -,   timeout
            error,   openai.RateLimitError,            -,   rate_limited
            error,   Too many requests,                -,   rate_limited
            error,   403,                              -,   permission_denied
            error,   503,                              -,   tool_error
            error,   ValidationError,                  422, validation_error
            error,   HTTPError,                        500, http_error
            error,   pydantic_core.ValidationError,    -,   validation_error
            error,   schema-invalid,                   -,   schema_invalid
            error,   TOO_BIG,                          -,   too_big
            error,   _OTHER,                           -,   tool_error
            error,   mail bob@example.org: no answer,  -,   tool_error
            error,   hello Bob.Smith,                  -,   tool_error
            """)
    void codesAreMadeOfStatusesAndClasses(String status, String errorClass, Integer statusCode, String code) {
        Database.run("r1", START, "failure").callEnding("c1", "search", status, errorClass, statusCode);
        given().get("/v1/runs/r1/failures").then().statusCode(200).body("items.failure_code", equalTo(List.of(code)));
        Database.digest();
        given().queryParam("failure_code", code).queryParam("from", START.toString()).queryParam("to",
                START.plusSeconds(1).toString()).get("/v1/runs").then().body("items.run_id", equalTo(List.of("r1")));
    }

    @Test
    void wordsInThePlaceOfAClassDoNotShow() {
        Database.run("r1", START, "failure").callEnding("c1", "search", "error", "x".repeat(65), null)
                .callEnding("c2", "search", "error", "it said secret", null);
        given().get("/v1/runs/r1/failures").then().body("items.failure_code",
                equalTo(List.of("tool_error", "tool_error"))).body(not(containsString("secret")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 200})
    void pagesOfAnySizeGiveTheSameList(int limit) {
        Database.Run run = Database.run("r1", START, "failure");
        List.of("b", "ä", "a", "B", "~").forEach(id -> run.callEnding(id, "search", "error", null, null));
        List<String> paged = new ArrayList<>();
        String cursor = null;
        do {
            JsonPath page = given().queryParam("limit", limit)
                    .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor))
                    .get("/v1/runs/r1/failures").then().statusCode(200).extract().jsonPath();
            assertThat(page.getList("items")).hasSizeBetween(1, limit);
            paged.addAll(page.getList("items.failure_id"));
            cursor = page.getString("next_cursor");
        } while (cursor != null);
        assertThat(paged).containsExactly("tool:B", "tool:a", "tool:b", "tool:~", "tool:ä");
    }

    @Test
    void badParametersAre422AndUnknownRuns404() {
        Database.run("r1", START, "failure");
        Database.foreignRun("theirs", START, "failure");
        given().get("/v1/runs/r1/failures?limit=201").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/limit"));
        for (String cursor : List.of("x", Cursor.of(List.of(1L)))) {
            given().queryParam("cursor", cursor).get("/v1/runs/r1/failures").then().statusCode(422)
                    .body("errors[0].pointer", equalTo("/cursor"));
        }
        for (String run : List.of("none", "theirs")) {
            given().get("/v1/runs/{id}/failures", run).then().statusCode(404).contentType(Problem.MEDIA_TYPE)
                    .body("detail", equalTo("No run is known by this id."));
        }
    }
}
