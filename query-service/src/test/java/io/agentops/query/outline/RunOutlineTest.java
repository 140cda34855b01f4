package io.agentops.query.outline;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
class RunOutlineTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void aRunIsShownWithoutItsContent() {
        Database.run("r1", START, "failure").step("s1", 1, START, null, null).stepEnding("s2", "generic", null, null)
                .call("c1", 1, "s1", "search").callEnding("c2", "search", "error", null, null);
        Database.run("r2", START, "failure").step("s1", 1, START, null, null).call("c1", 1, "s1", "search");
        Database.execute("""
                UPDATE run SET agent_version = '1.2', environment = 'prod', ended_at = ?, error_type = 'E',
                       conversation_id = 'c9', parent_run_id = 'p9',
                       tokens_prompt = 10, tokens_completion = 20, total_cost_usd = 0.0125""", START.plusMillis(250));
        given().get("/v1/runs/r1").then().statusCode(200).contentType("application/json").body(
                equalTo("""
                        {"run_id":"r1","agent_id":"agent","agent_version":"1.2","environment":"prod","status":"failure",\
                        "started_at":"2026-03-01T10:00:00Z","ended_at":"2026-03-01T10:00:00.250Z","latency_ms":250.0,\
                        "conversation_id":"c9","parent_run_id":"p9","hung":null,\
                        "steps":1,"failures":1,"tool_calls":2,\
                        "cost":{"tokens_prompt":10,"tokens_completion":20,"total_cost_usd":0.0125},"failure_group":null}"""));
    }

    @Test
    void whatARunDidNotTellIsNull() {
        Database.run("r1", START, "success");
        given().get("/v1/runs/r1").then().statusCode(200).body(equalTo("""
                {"run_id":"r1","agent_id":"agent","agent_version":null,"environment":null,"status":"success",\
                "started_at":"2026-03-01T10:00:00Z","ended_at":null,"latency_ms":null,\
                "conversation_id":null,"parent_run_id":null,"hung":null,\
                "steps":0,"failures":0,"tool_calls":0,\
                "cost":{"tokens_prompt":null,"tokens_completion":null,"total_cost_usd":null},"failure_group":null}"""));
        given().get("/v1/runs/r1/steps").then().statusCode(200)
                .body(equalTo("{\"items\":[],\"next_cursor\":null}"));
    }

    @Test
    void stepsAreShownWithoutTheirContent() {
        Database.run("r1", START, "failure").step("s1", 1, START.plusMillis(2), START.plusMillis(5), null)
                .step("s2", null, null, null, 7.5);
        Database.execute(
                """
                        UPDATE step SET parent_step_id = 's0', step_type = 'llm', model = 'm', status = 'error', retries = 1,
                               tokens_prompt = 3, input_summary = 'private', output_summary = 'private', error_type = 'private',
                               error_message = 'private', metadata = '{"result_count": 10, "cached": true, "verdict": "too_long",
                               "share": 0.5, "mail": "bob@example.org", "words": "what he said", "what he said": 1, "": 2, "what she said": "label", "nothing": null, "empty": ""}'
                         WHERE step_id = 's1'""");
        given().get("/v1/runs/r1/steps").then().statusCode(200).contentType("application/json").body(
                equalTo("""
                        {"items":[\
                        {"step_id":"s2","seq":null,"parent_step_id":null,"step_type":null,"name":"name of s2","status":null,\
                        "started_at":null,"ended_at":null,"latency_ms":7.5,"model":null,"tokens":null,"metadata":{}},\
                        {"step_id":"s1","seq":1,"parent_step_id":"s0","step_type":"llm","name":"name of s1","status":"error",\
                        "started_at":"2026-03-01T10:00:00.002Z","ended_at":"2026-03-01T10:00:00.005Z","latency_ms":3.0,"model":"m",\
                        "tokens":{"prompt":3,"completion":null},\
                        "metadata":{"share": 0.5, "cached": true, "verdict": "too_long", "result_count": 10}}],\
                        "next_cursor":null}"""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 200})
    void stepsAreOrderedByTimeThenSeqThenId(int limit) {
        tangledRun();
        assertThat(paged("", limit)).containsExactly("untimed-2", "untimed-10", "B", "a", "early-1", "early-2", "late");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 200})
    void genericStepsAreShownToThoseWhoAsk(int limit) {
        tangledRun();
        assertThat(paged("&generic=true", limit)).containsExactly("untimed-2", "untimed-10", "B", "a", "early-1",
                "http",
                "early-2", "late");
        assertThat(paged("&generic=false", limit)).doesNotContain("http").hasSize(7);
    }

    @ParameterizedTest
    @CsvSource({"limit=0, /limit", "generic=1, /generic", "cursor=x, /cursor"})
    void badParametersAre422(String query, String pointer) {
        Database.run("r1", START, "success");
        given().get("/v1/runs/r1/steps?" + query).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer));
    }

    @Test
    void cursorsOfOtherListsAre422() {
        Database.run("r1", START, "success");
        given().queryParam("cursor", Cursor.of(List.of(1L, "s1"))).get("/v1/runs/r1/steps").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/cursor"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/runs/none", "/v1/runs/none/steps", "/v1/runs/theirs", "/v1/runs/theirs/steps",
            "/v1/runs/a%00b", "/v1/runs/a%00b/steps"})
    void runsNotStoredInThisProjectAre404(String path) {
        Database.foreignRun("theirs", START, "success");
        given().urlEncodingEnabled(false).get(path).then().statusCode(404).contentType(Problem.MEDIA_TYPE)
                .body("title", equalTo("Not Found"));
    }

    private static void tangledRun() {
        Database.run("r1", START, "success").step("late", 0, START.plusMillis(9), null, null)
                .step("early-2", 3, START.plusMillis(1), null, null)
                .step("early-1", 1, START.plusMillis(1), null, null)
                .step("http", 2, START.plusMillis(1), null, null)
                .step("untimed-10", 10, null, null, null).step("untimed-2", 2, null, null, null)
                .step("a", null, START, null, null).step("B", null, null, null, null);
        Database.execute("UPDATE step SET step_type = 'generic' WHERE step_id = 'http'");
    }

    private static List<String> paged(String query, int limit) {
        List<String> paged = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = given().get("/v1/runs/r1/steps?limit=" + limit + query
                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).then().statusCode(200).extract().jsonPath();
            assertThat(page.getList("items")).hasSizeBetween(1, limit);
            paged.addAll(page.getList("items.step_id"));
            cursor = page.getString("next_cursor");
        }
        return paged;
    }
}
