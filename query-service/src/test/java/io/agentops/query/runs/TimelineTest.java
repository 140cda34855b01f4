package io.agentops.query.runs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
class TimelineTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void callsStandInsideTheirStepsAndEventsWhereTheyHappened() {
        tangledRun();
        JsonPath page = page("");
        assertThat(page.<String>getList("items.id")).containsExactly(
                // At the run's start: what has no known step, then steps without a time by seq, those without seq last.
                "c-orphan", "c-unknown", "g-nowhere", "s-untimed-2", "c-of-untimed", "s-untimed-10", "s-untimed",
                // Same moment: by seq; calls by seq, then id; then the events without a time of their own.
                "s-b", "c-b-2", "c-b-10", "c-b-a", "c-b-z", "g-of-b", "g-of-call",
                "s-a", "g-timed", "s-late", "c-late", "g-same-moment");
        assertThat(page.<Float>getList("items.offset_ms")).containsExactly(
                0f, 0f, 0f, 0f, 0f, 0f, 0f, 100f, 100f, 100f, 100f, 100f, 100f, 100f, 100f, 150.25f, 200f, 200f, 200f);
        assertThat(page.<String>getList("items.kind")).containsExactly("tool_call", "tool_call", "guardrail", "step",
                "tool_call", "step", "step", "step", "tool_call", "tool_call", "tool_call", "tool_call", "guardrail",
                "guardrail", "step", "guardrail", "step", "tool_call", "guardrail");
        assertThat(page.getString("next_cursor")).isNull();
        assertThat(page.getString("run_id")).isEqualTo("r1");
        assertThat(page.getString("started_at")).isEqualTo("2026-03-01T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 18, 19, 200})
    void pagesOfAnySizeGiveTheSameList(int limit) {
        tangledRun();
        List<String> whole = page("").getList("items.id");
        assertThat(paged(limit)).isEqualTo(whole);
    }

    @Test
    void itemsThatArriveBetweenTwoPagesMoveNone() {
        Database.Run run = tangledRun();
        JsonPath first = page("?limit=8");
        run.step("s-early", 0, START.plusMillis(50), null, null).call("c-b-0", 0, "s-b", "search");
        assertThat(page("?cursor=" + first.getString("next_cursor")).<String>getList("items.id")).containsExactly(
                "c-b-0", "c-b-2", "c-b-10", "c-b-a", "c-b-z", "g-of-b", "g-of-call", "s-a", "g-timed", "s-late",
                "c-late",
                "g-same-moment");
    }

    @Test
    void itemsTellWhatHappened() {
        Database.run("r1", START, "failure")
                .step("s1", 1, START.plusNanos(1_500_000), START.plusMillis(5), null);
        Database.execute("UPDATE step SET status = 'failure', retries = 2, input_summary = ?, output_summary = 'out'",
                "x".repeat(3000));
        Database.execute(
                """
                        INSERT INTO tool_call (project_id, day, run_id, call_id, step_id, tool_name, status, error_class, status_code,
                                               retries, latency_ms, result_summary, error_message)
                        VALUES ('default', '2026-03-01', 'r1', 'c1', 's1', 'search', 'error', 'Timeout', 504, 3, 12.5, 'none', 'slow')
                        """);
        Database.execute("""
                INSERT INTO guardrail_event (project_id, day, run_id, event_id, type, message, call_id)
                VALUES ('default', '2026-03-01', 'r1', 'g1', 'schema_validation', 'bad', 'c1')""");
        given().get("/agent-runs/r1/timeline").then().statusCode(200).body(
                equalTo("""
                        {"run_id":"r1","started_at":"2026-03-01T10:00:00Z","items":[\
                        {"kind":"step","id":"s1","name":"name of s1","status":"failure","started_at":"2026-03-01T10:00:00.001500Z",\
                        "offset_ms":1.5,"parent_step_id":null,"ended_at":"2026-03-01T10:00:00.005Z","latency_ms":3.5,"retries":2,\
                        "input_summary":"%s","output_summary":"out"},\
                        {"kind":"tool_call","id":"c1","name":"search","status":"error","started_at":null,"offset_ms":1.5,\
                        "parent_step_id":"s1","latency_ms":12.5,"retries":3,"status_code":504,"error_class":"Timeout",\
                        "error_message":"slow","result_summary":"none"},\
                        {"kind":"guardrail","id":"g1","name":"schema_validation","status":null,"started_at":null,"offset_ms":1.5,\
                        "parent_step_id":"s1","call_id":"c1","message":"bad"}],"next_cursor":null}"""
                        .formatted("x".repeat(2000))));
    }

    @Test
    void itemsTellWhatTracesTell() {
        Database.run("r1", START, "failure").step("s0", 1, START, null, null)
                .step("s1", 2, START.plusMillis(1), START.plusMillis(5), null).call("c1", 0, "s1", "search");
        Database.execute(
                """
                        UPDATE step SET step_type = 'llm', parent_step_id = 's0', model = 'm', error_type = 'E', error_message = ?,
                               tokens_prompt = 7, cost_usd = 0.5 WHERE step_id = 's1'""",
                "x".repeat(3000));
        Database.execute("UPDATE tool_call SET started_at = ?, ended_at = ?", START.plusMillis(3), START.plusMillis(4));
        given().get("/agent-runs/r1/timeline").then().statusCode(200).body("items[0].id", equalTo("s0")).body(
                containsString(
                        """
                                {"kind":"step","id":"s1","name":"name of s1","status":null,"started_at":"2026-03-01T10:00:00.001Z",\
                                "offset_ms":1.0,"parent_step_id":"s0","step_type":"llm","ended_at":"2026-03-01T10:00:00.005Z",\
                                "latency_ms":4.0,"error_type":"E","error_message":"%s","model":"m",\
                                "cost":{"tokens_prompt":7,"tokens_completion":null,"total_cost_usd":0.5}},\
                                {"kind":"tool_call","id":"c1","name":"search","status":"success",\
                                "started_at":"2026-03-01T10:00:00.003Z","offset_ms":3.0,"parent_step_id":"s1",\
                                "ended_at":"2026-03-01T10:00:00.004Z","latency_ms":1.0}],"next_cursor":null}"""
                                .formatted("x".repeat(2000))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 200})
    void callsWithATimeStandAtIt(int limit) {
        Database.run("r1", START, "failure")
                .step("s-a", 1, START.plusMillis(100), null, null).step("s-b", 2, START.plusMillis(200), null, null)
                .call("c-same", 1, "s-a", "t").call("c-late", 0, "s-a", "t").call("c-untimed", 0, "s-a", "t")
                .call("c-early", 0, "s-b", "t").call("c-lone", 0, null, "t")
                .guardrail("g-of-late", null, "c-late", null)
                .guardrail("g-timed", null, "c-late", START.plusMillis(150));
        List.of("c-same:100", "c-late:250", "c-early:50", "c-lone:200").forEach(call -> Database.execute(
                "UPDATE tool_call SET started_at = ? WHERE call_id = ?",
                START.plusMillis(Integer.parseInt(call.substring(call.indexOf(':') + 1))),
                call.substring(0, call.indexOf(':'))));
        assertThat(paged(limit)).containsExactly("c-early", "s-a", "c-untimed", "c-same", "g-timed", "c-lone", "s-b",
                "c-late", "g-of-late");
    }

    @Test
    void genericStepsAreHiddenUnlessAskedFor() {
        Database.run("r1", START, "failure").step("s1", 1, START, null, null)
                .step("http", 2, START.plusMillis(10), null, null).call("c1", 1, "http", "t");
        Database.execute("UPDATE step SET step_type = 'generic' WHERE step_id = 'http'");
        assertThat(page("").<String>getList("items.id")).containsExactly("s1", "c1");
        assertThat(page("").<Float>getList("items.offset_ms")).containsExactly(0f, 10f);
        assertThat(page("?generic=false").<String>getList("items.id")).containsExactly("s1", "c1");
        assertThat(page("?generic=true").<String>getList("items.id")).containsExactly("s1", "http", "c1");
        given().get("/agent-runs/r1/timeline?generic=yes").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/generic"))
                .body("errors[0].message", equalTo("must be one of true, false"));
    }

    @Test
    void aRunWithoutChildrenHasAnEmptyTimeline() {
        Database.run("r1", START, "success");
        given().get("/agent-runs/r1/timeline").then().statusCode(200).body(equalTo(
                "{\"run_id\":\"r1\",\"started_at\":\"2026-03-01T10:00:00Z\",\"items\":[],\"next_cursor\":null}"));
    }

    @Test
    void aPageHas50ItemsUnlessTheCallerSaysOtherwise() {
        Database.run("r1", START, "success");
        Database.execute("""
                INSERT INTO step (project_id, day, run_id, step_id, seq, name)
                SELECT 'default', '2026-03-01', 'r1', 's' || n, n, 'n' FROM generate_series(1, 201) n""");
        assertThat(page("").getList("items")).hasSize(50);
        JsonPath most = page("?limit=200");
        assertThat(most.getString("items[199].id")).isEqualTo("s200");
        JsonPath rest = page("?limit=200&cursor=" + most.getString("next_cursor"));
        assertThat(rest.<String>getList("items.id")).containsExactly("s201");
        assertThat(rest.getString("next_cursor")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "limit=-1", "limit=many", "limit=1.5"})
    void limitsOutOfRangeAre422(String query) {
        tangledRun();
        given().get("/agent-runs/r1/timeline?" + query).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors", equalTo(List.of(Map.of("pointer", "/limit", "message",
                        "must be a whole number from 1 to 200"))));
    }

    @Test
    void cursorsThatAreNotOursAre422() {
        tangledRun();
        List<String> foreign = List.of("x", "%20", "!!!", "bnVsbA", "e30", "W10", "[".repeat(5000), "W".repeat(4000),
                Cursor.of(List.of("0194d1c4-0000-7000-8000-000000000000")),
                Cursor.of(List.of(1L, 1L, "s\0", 1L, 1L, "id")), Cursor.of(List.of(1L, 1L, 5L, 1L, 1L, "id")),
                Cursor.of(List.of(1L, 1L, "s", 1L, 1L, "id", "more")));
        for (String cursor : foreign) {
            given().queryParam("cursor", cursor).get("/agent-runs/r1/timeline").then().statusCode(422)
                    .body("errors[0].pointer", equalTo("/cursor"))
                    .body("errors[0].message", equalTo("must be the next_cursor of an earlier page"));
        }
    }

    private static Database.Run tangledRun() {
        return Database.run("r1", START, "failure")
                .step("s-a", 2, START.plusMillis(100), null, null)
                .step("s-b", 1, START.plusMillis(100), null, null)
                .step("s-late", 0, START.plusMillis(200), null, null)
                .step("s-untimed", null, null, null, null)
                .step("s-untimed-10", 10, null, null, null)
                .step("s-untimed-2", 2, null, null, null)
                .call("c-b-z", null, "s-b", "search").call("c-b-a", null, "s-b", "search")
                .call("c-b-10", 10, "s-b", "search").call("c-b-2", 2, "s-b", "search")
                .call("c-late", 1, "s-late", "search").call("c-of-untimed", 1, "s-untimed-2", "search")
                .call("c-orphan", 1, null, "search").call("c-unknown", 2, "s-missing", "search")
                .guardrail("g-timed", "s-b", null, START.plusNanos(150_250_000))
                .guardrail("g-same-moment", "s-late", null, START.plusMillis(200))
                .guardrail("g-of-b", "s-b", null, null)
                .guardrail("g-of-call", "s-late", "c-b-2", null)
                .guardrail("g-nowhere", "s-missing", "c-missing", null);
    }

    private static List<String> paged(int limit) {
        List<String> paged = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = page("?limit=" + limit + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            assertThat(page.getList("items")).hasSizeBetween(1, limit);
            paged.addAll(page.getList("items.id"));
            cursor = page.getString("next_cursor");
        }
        return paged;
    }

    private static JsonPath page(String query) {
        return given().get("/agent-runs/r1/timeline" + query).then().statusCode(200).extract().jsonPath();
    }
}
