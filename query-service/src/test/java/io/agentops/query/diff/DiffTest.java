package io.agentops.query.diff;

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
class DiffTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void whatDiffersIsShown() {
        Database.run("a", START, "success").step("plan", 1, START, START.plusMillis(10), null)
                .step("ask", 2, START.plusMillis(10), START.plusMillis(60), null);
        Instant later = START.plusSeconds(60);
        Database.run("b", later, "failure").step("plan", 1, later, later.plusMillis(10), null)
                .step("ask", 2, later.plusMillis(10), later.plusMillis(110), null).call("c", 1, "ask", "kb");
        Database.execute("UPDATE run SET agent_version = '1', model = 'm', ended_at = ?, total_cost_usd = 0.10"
                + " WHERE run_id = 'a'", START.plusMillis(100));
        Database.execute("UPDATE run SET agent_version = '2', model = 'm', ended_at = ?, total_cost_usd = 0.1"
                + " WHERE run_id = 'b'", later.plusMillis(150));
        Database.execute("UPDATE step SET step_type = 'llm', tokens_prompt = 7 WHERE step_id = 'ask'");
        Database.execute("UPDATE step SET tokens_prompt = 9, retries = 1 WHERE step_id = 'ask' AND run_id = 'b'");
        Database.execute("UPDATE tool_call SET status = 'timeout', error_message = 'private', latency_ms = 90");
        given().get("/v1/runs/a/diff/b").then().statusCode(200).contentType("application/json").body(
                equalTo("""
                        {"a":{"run_id":"a","agent_id":"agent","agent_version":"1","model":"m","environment":null,"status":"success",\
                        "started_at":"2026-03-01T10:00:00Z","latency_ms":100.0,"items":2,"retries":0,"tokens_prompt":null,\
                        "tokens_completion":null,"total_cost_usd":0.1,"failure_codes":{}},\
                        "b":{"run_id":"b","agent_id":"agent","agent_version":"2","model":"m","environment":null,"status":"failure",\
                        "started_at":"2026-03-01T10:01:00Z","latency_ms":150.0,"items":3,"retries":1,"tokens_prompt":null,\
                        "tokens_completion":null,"total_cost_usd":0.1,"failure_codes":{"timeout":1}},\
                        "changed":["agent_version","status","retries","failure_codes"],"latency_ratio":1.5,\
                        "only_in_a":0,"only_in_b":1,"changed_items":1,"same_items":1,"approximate":false,"truncated":false,"items":[\
                        {"difference":"changed","kind":"step","name":"name of ask","step_type":"llm","depth":0,\
                        "changed":["latency_ms","retries","tokens_prompt"],"latency_ratio":2.0,\
                        "a":{"id":"ask","parent":null,"offset_ms":10.0,"status":null,"latency_ms":50.0,"retries":null,"model":null,\
                        "tokens_prompt":7,"tokens_completion":null,"cost_usd":null,"failure_codes":[]},\
                        "b":{"id":"ask","parent":null,"offset_ms":10.0,"status":null,"latency_ms":100.0,"retries":1,"model":null,\
                        "tokens_prompt":9,"tokens_completion":null,"cost_usd":null,"failure_codes":[]}},\
                        {"difference":"only_in_b","kind":"tool_call","name":"kb","step_type":null,"depth":1,"changed":[],\
                        "latency_ratio":null,"a":null,\
                        "b":{"id":"c","parent":"ask","offset_ms":10.0,"status":"timeout","latency_ms":90.0,"retries":null,"model":null,\
                        "tokens_prompt":null,"tokens_completion":null,"cost_usd":null,"failure_codes":["timeout"]}}],\
                        "next_cursor":null}"""));
        assertThat(diff("/v1/runs/a/diff/b?latency_percent=49").<String>getList("changed")).contains("latency_ms");
        JsonPath mirrored = diff("/v1/runs/b/diff/a");
        assertThat(mirrored.getInt("only_in_a")).isEqualTo(1);
        assertThat(mirrored.getFloat("items[0].latency_ratio")).isEqualTo(0.5f);
        assertThat(mirrored.getString("items[1].difference")).isEqualTo("only_in_a");
    }

    @Test
    void aRunDoesNotDifferFromItself() {
        Database.run("a", START, "failure").step("plan", 1, START, START.plusMillis(10), null)
                .callEnding("c", "kb", "error", "Timeout", 504).failure("f", "tool", "timeout", null, "plan");
        JsonPath diff = diff("/v1/runs/a/diff/a?latency_percent=0");
        assertThat(diff.getList("changed")).isEmpty();
        assertThat(diff.getList("items")).isEmpty();
        assertThat(diff.getInt("same_items")).isEqualTo(2);
    }

    @Test
    void largeRunsAreComparedInPages() {
        Database.run("a", START, "success");
        Database.run("b", START, "success");
        Database.execute("""
                INSERT INTO step (project_id, day, run_id, step_id, seq, name, status)
                SELECT 'default', '2026-03-01', run, 's' || n, n, 'step ' || n % 10,
                       CASE WHEN run = 'b' AND n % 40 = 0 THEN 'error' END
                  FROM unnest(ARRAY ['a', 'b']) AS run, generate_series(1, 20000) AS n
                 WHERE run = 'a' OR n % 1000 <> 999""");
        List<String> ids = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = diff("/v1/runs/a/diff/b?limit=200" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            ids.addAll(page.getList("items.a.id"));
            assertThat(page.getInt("changed_items")).isEqualTo(500);
            assertThat(page.getInt("only_in_a")).isEqualTo(20);
            assertThat(page.getBoolean("approximate")).isFalse();
            cursor = page.getString("next_cursor");
        }
        assertThat(ids).hasSize(520).doesNotHaveDuplicates().contains("s40", "s20000", "s999");
        assertThat(diff("/v1/runs/a/diff/b?cursor=" + Cursor.of(List.of(2_000_000_000L))).getList("items")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"limit=0, /limit", "generic=1, /generic", "cursor=x, /cursor", "latency_percent=-1, /latency_percent",
            "latency_percent=10001, /latency_percent", "latency_percent=half, /latency_percent"})
    void badParametersAre422(String query, String pointer) {
        Database.run("a", START, "success");
        given().get("/v1/runs/a/diff/a?" + query).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 3_000_000_000L})
    void cursorsThatAreNotOursAre422(long place) {
        Database.run("a", START, "success");
        given().queryParam("cursor", Cursor.of(List.of(place))).get("/v1/runs/a/diff/a").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/cursor"));
    }

    @ParameterizedTest
    @CsvSource({"none, a, first", "a, none, second", "theirs, a, first", "a, theirs, second"})
    void runsNotStoredInThisProjectAre404(String a, String b, String which) {
        Database.run("a", START, "success");
        Database.foreignRun("theirs", START, "success");
        given().get("/v1/runs/" + a + "/diff/" + b).then().statusCode(404).contentType(Problem.MEDIA_TYPE)
                .body("detail", equalTo("No run is known by the " + which + " id."));
    }

    private static JsonPath diff(String path) {
        return given().get(path).then().statusCode(200).extract().jsonPath();
    }
}
