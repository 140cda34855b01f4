package io.agentops.query.waterfall;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class WaterfallTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void aRunIsShownOverTime() {
        Database.run("r1", START, "success")
                .step("plan", 1, START.plusMillis(10), START.plusMillis(30), null)
                .step("search", 2, START.plusMillis(30), START.plusMillis(90), null)
                .call("c1", 1, "search", "kb").call("c2", 2, "search", "web");
        Database.execute("UPDATE run SET ended_at = ?", START.plusMillis(100));
        Database.execute("UPDATE step SET step_type = 'plan', status = 'success', retries = 1 WHERE step_id = 'plan'");
        Database.execute("UPDATE tool_call SET latency_ms = 20, retries = 2 WHERE call_id = 'c1'");
        Database.execute("UPDATE tool_call SET latency_ms = 30.5 WHERE call_id = 'c2'");
        given().get("/v1/runs/r1/waterfall").then().statusCode(200).contentType("application/json").body(
                equalTo("""
                        {"run_id":"r1","status":"success","started_at":"2026-03-01T10:00:00Z","ended_at":"2026-03-01T10:00:00.100Z",\
                        "duration_ms":100.0,"critical_path_ms":80.0,"critical_path":[\
                        {"kind":"tool_call","name":"web","critical_ms":30.5,"items":1},\
                        {"kind":"step","name":"plan","critical_ms":20.0,"items":1},\
                        {"kind":"tool_call","name":"kb","critical_ms":20.0,"items":1},\
                        {"kind":"step","name":null,"critical_ms":9.5,"items":1}],\
                        "gap_ms":20.0,"gap_after_ms":10.0,"retries":3,"max_depth":1,"lanes":2,"item_count":4,"truncated":false,"items":[\
                        {"kind":"step","id":"plan","name":"name of plan","step_type":"plan","status":"success","retries":1,\
                        "parent":null,"depth":0,"offset_ms":10.0,"duration_ms":20.0,"estimated":false,"lane":0,"parallel_with":0,\
                        "critical":true,"critical_ms":20.0,"gap_before_ms":10.0},\
                        {"kind":"step","id":"search","name":"name of search","step_type":null,"status":null,"retries":null,\
                        "parent":null,"depth":0,"offset_ms":30.0,"duration_ms":60.0,"estimated":false,"lane":0,"parallel_with":0,\
                        "critical":true,"critical_ms":9.5,"gap_before_ms":0.0},\
                        {"kind":"tool_call","id":"c1","name":"kb","step_type":null,"status":"success","retries":2,\
                        "parent":"search","depth":1,"offset_ms":30.0,"duration_ms":20.0,"estimated":true,"lane":1,"parallel_with":0,\
                        "critical":true,"critical_ms":20.0,"gap_before_ms":0.0},\
                        {"kind":"tool_call","id":"c2","name":"web","step_type":null,"status":"success","retries":null,\
                        "parent":"search","depth":1,"offset_ms":50.0,"duration_ms":30.5,"estimated":true,"lane":1,"parallel_with":0,\
                        "critical":true,"critical_ms":30.5,"gap_before_ms":0.0}],"next_cursor":null}"""));
    }

    @Test
    void aRunWithoutItemsIsAllGap() {
        Database.run("r1", START, "running");
        given().get("/v1/runs/r1/waterfall").then().statusCode(200).body(
                equalTo("""
                        {"run_id":"r1","status":"running","started_at":"2026-03-01T10:00:00Z","ended_at":null,\
                        "duration_ms":0.0,"critical_path_ms":0.0,"critical_path":[],"gap_ms":0.0,"gap_after_ms":0.0,"retries":0,\
                        "max_depth":0,"lanes":0,"item_count":0,"truncated":false,"items":[],"next_cursor":null}"""));
        Database.execute("UPDATE run SET ended_at = ?", START.plusMillis(100));
        given().get("/v1/runs/r1/waterfall").then().statusCode(200).body("gap_ms", equalTo(100.0f));
    }

    @Test
    void aRunningRunLastsUntilItsLastKnownMoment() {
        Database.run("r1", START, "running").step("open", 1, START.plusMillis(10), null, null)
                .step("done", 2, START.plusMillis(20), START.plusMillis(70), null);
        Database.execute("UPDATE step SET status = 'running' WHERE step_id = 'open'");
        JsonPath page = page("");
        assertThat(page.getFloat("duration_ms")).isEqualTo(70f);
        assertThat(page.<Float>getList("items.duration_ms")).containsExactly(60f, 50f);
        assertThat(page.<Boolean>getList("items.estimated")).containsExactly(true, false);
        assertThat(page.<Integer>getList("items.parallel_with")).containsExactly(1, 1);
        assertThat(page.<Float>getList("items.critical_ms")).containsExactly(60f, 0f);
        assertThat(page.getFloat("gap_ms")).isEqualTo(10f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 200})
    void pagesAgreeOnTheWholeRun(int limit) {
        tangledRun();
        JsonPath whole = page("");
        List<Map<String, Object>> items = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = page("?limit=" + limit + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            assertThat(page.getList("items")).hasSizeBetween(1, limit);
            items.addAll(page.getList("items"));
            assertThat(head(page)).isEqualTo(head(whole));
            cursor = page.getString("next_cursor");
        }
        assertThat(items).isEqualTo(whole.getList("items"));
    }

    @Test
    void itemsStandAsInTheTimeline() {
        tangledRun();
        JsonPath timeline = given().get("/agent-runs/r1/timeline").then().statusCode(200).extract().jsonPath();
        assertThat(page("").<String>getList("items.id")).isEqualTo(timeline.<String>getList("items.id"))
                .contains("é", "\uD83D\uDE00", "\uFF5E");
    }

    @Test
    void whatContradictsItselfIsShown() {
        Database.run("r1", START, "failure").step("self", 1, START, START.plusMillis(50), null)
                .step("a", 2, START, START.plusMillis(50), null).step("b", 3, START, START.plusMillis(40), null)
                .step("early", 4, START.minusMillis(5), START.plusMillis(1), null)
                .step("backwards", 5, START.plusMillis(9), START.plusMillis(3), null)
                .call("lost", 1, "missing", "kb");
        Database.execute("UPDATE run SET ended_at = ?", START.plusMillis(50));
        Database.execute("UPDATE step SET parent_step_id = 'self' WHERE step_id = 'self'");
        Database.execute("UPDATE step SET parent_step_id = 'b' WHERE step_id = 'a'");
        Database.execute("UPDATE step SET parent_step_id = 'a' WHERE step_id = 'b'");
        JsonPath page = page("");
        assertThat(page.<String>getList("items.id")).containsExactly("early", "lost", "self", "a", "b", "backwards");
        assertThat(page.<String>getList("items.parent")).containsExactly(null, null, null, null, "a", null);
        assertThat(page.<Float>getList("items.offset_ms")).containsExactly(-5f, 0f, 0f, 0f, 0f, 9f);
        assertThat(page.<Float>getList("items.duration_ms")).containsExactly(6f, null, 50f, 50f, 40f, 0f);
        assertThat(page.<Float>getList("items.critical_ms")).containsExactly(0f, 0f, 50f, 0f, 0f, 0f);
        assertThat(page.getFloat("gap_ms")).isZero();
    }

    @Test
    void genericStepsAreShownToThoseWhoAsk() {
        Database.run("r1", START, "success").step("http", 1, START, START.plusMillis(50), null)
                .step("s", 2, START.plusMillis(10), START.plusMillis(40), null);
        Database.execute("UPDATE run SET ended_at = ?", START.plusMillis(50));
        Database.execute("UPDATE step SET step_type = 'generic' WHERE step_id = 'http'");
        Database.execute("UPDATE step SET parent_step_id = 'http' WHERE step_id = 's'");
        assertThat(page("").<String>getList("items.id")).containsExactly("s");
        assertThat(page("").getFloat("gap_ms")).isEqualTo(20f);
        JsonPath all = page("?generic=true");
        assertThat(all.<String>getList("items.id")).containsExactly("http", "s");
        assertThat(all.<String>getList("items.parent")).containsExactly(null, "http");
        assertThat(all.getFloat("gap_ms")).isZero();
    }

    @Test
    void nothingOfTheContentShows() {
        Database.run("r1", START, "failure").step("s1", 1, START, null, null).call("c1", 1, "s1", "search");
        Database.execute(
                "UPDATE step SET input_summary = 'private', output_summary = 'private', error_type = 'private',"
                        + " error_message = 'private', metadata = '{\"a\": \"private\"}'");
        Database.execute("UPDATE tool_call SET result_summary = 'private', error_message = 'private',"
                + " error_class = 'private', args_json = '{\"a\": \"private\"}'");
        assertThat(given().get("/v1/runs/r1/waterfall").asString()).contains("s1", "c1").doesNotContain("private");
    }

    @Test
    void aRunOfMoreItemsThanAreReadIsCut() {
        Database.run("large", START, "success");
        Database.execute("""
                INSERT INTO step (project_id, day, run_id, step_id, seq, name)
                SELECT 'default', '2026-03-01', 'large', 's' || n, n, 'step' FROM generate_series(1, 40001) AS n""");
        given().get("/v1/runs/large/waterfall?limit=1").then().statusCode(200).body("truncated", equalTo(true))
                .body("item_count", equalTo(40_000)).body("items[0].id", equalTo("s1"));
    }

    @ParameterizedTest
    @CsvSource({"limit=0, /limit", "limit=201, /limit", "generic=1, /generic", "cursor=x, /cursor"})
    void badParametersAre422(String query, String pointer) {
        Database.run("r1", START, "success");
        given().get("/v1/runs/r1/waterfall?" + query).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/runs/none/waterfall", "/v1/runs/theirs/waterfall", "/v1/runs/a%00b/waterfall"})
    void runsNotStoredInThisProjectAre404(String path) {
        Database.foreignRun("theirs", START, "success");
        given().urlEncodingEnabled(false).get(path).then().statusCode(404).contentType(Problem.MEDIA_TYPE)
                .body("title", equalTo("Not Found"));
    }

    private static Map<String, Object> head(JsonPath page) {
        Map<String, Object> head = new HashMap<>(page.<String, Object>getMap("$"));
        head.remove("items");
        head.remove("next_cursor");
        return head;
    }

    private static void tangledRun() {
        Database.run("r1", START, "success").step("late", 0, START.plusMillis(9), START.plusMillis(30), null)
                .step("é", 1, START.plusMillis(1), START.plusMillis(20), null)
                .step("\uD83D\uDE00", 1, START.plusMillis(1), START.plusMillis(12), null)
                .step("\uFF5E", 1, START.plusMillis(1), null, 5.0)
                .step("untimed-10", 10, null, null, 3.0).step("untimed-2", 2, null, null, null)
                .call("c-late", 1, "late", "kb").call("c-b", 2, "é", "kb").call("c-a", null, "é", "kb")
                .call("orphan", 1, null, "kb");
        Database.execute("UPDATE run SET ended_at = ?", START.plusMillis(40));
    }

    private static JsonPath page(String query) {
        return given().get("/v1/runs/r1/waterfall" + query).then().statusCode(200).extract().jsonPath();
    }
}
