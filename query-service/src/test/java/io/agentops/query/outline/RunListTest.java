package io.agentops.query.outline;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Instant;
import java.time.LocalDate;
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
class RunListTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    /** Around {@link #START}: conditions on what belongs to runs look at the last days otherwise. */
    private static final String WINDOW = "from=2026-02-20T00:00:00Z&to=2026-03-10T00:00:00Z";

    /** Each fits some of the varied runs and not all. */
    private static final List<String> FILTERS = List.of("agent_id=booking", "agent_version=2", "status=failure",
            "environment=prod", "conversation_id=chat-1", "parent_run_id=r1", "model=gpt-4o", "tool=search",
            "failure_type=tool", "failure_code=timeout", "hung=false", "q=-version:1");

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void runsAreShownTheLatestFirst() {
        Database.run("r1", START, "failure");
        Database.run("r2", START.plusSeconds(1), "partial");
        Database.foreignRun("theirs", START, "failure");
        Database.execute("""
                UPDATE run SET agent_version = '1.2', environment = 'prod', ended_at = ?, error_type = 'E', model = 'm',
                       conversation_id = 'c1', parent_run_id = 'p1'
                 WHERE run_id = 'r1'""", START.plusMillis(1500));
        given().get("/v1/runs").then().statusCode(200).contentType("application/json").body(equalTo("""
                {"items":[\
                {"run_id":"r2","agent_id":"agent","agent_version":null,"environment":null,"status":"partial",\
                "started_at":"2026-03-01T10:00:01Z","ended_at":null,"latency_ms":null,"error_type":null,\
                "conversation_id":null,"parent_run_id":null,"hung":null},\
                {"run_id":"r1","agent_id":"agent","agent_version":"1.2","environment":"prod","status":"failure",\
                "started_at":"2026-03-01T10:00:00Z","ended_at":"2026-03-01T10:00:01.500Z","latency_ms":1500.0,\
                "error_type":"E","conversation_id":"c1","parent_run_id":"p1","hung":null}],"next_cursor":null}"""));
    }

    @Test
    void withoutRunsTheListIsEmpty() {
        given().get("/v1/runs").then().statusCode(200).body(equalTo("{\"items\":[],\"next_cursor\":null}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 7, 10, 200})
    void pagesOfAnySizeGiveTheSameList(int limit) {
        List<String> sameMoment = List.of("a", "b", "B", "ä", "~", "r:1");
        sameMoment.forEach(id -> Database.run(id, START, "success"));
        Database.run("micro-later", START.plusNanos(1000), "success");
        Database.run("micro-earlier", START.minusNanos(1000), "success");
        Database.run("days-earlier", START.minusSeconds(400_000), "success");
        Database.run("day-later", START.plusSeconds(86_400), "success");
        assertThat(paged("", limit)).containsExactly("day-later", "micro-later", "B", "a", "b", "r:1", "~", "ä",
                "micro-earlier", "days-earlier");
    }

    @Test
    void runsThatArriveBetweenTwoPagesMoveNone() {
        List.of("a", "c", "e").forEach(id -> Database.run(id, START, "success"));
        JsonPath first = page("?limit=2");
        Database.run("b", START, "success");
        Database.run("d", START, "success");
        Database.run("new", START.plusSeconds(1), "success");
        assertThat(page("?cursor=" + first.getString("next_cursor")).<String>getList("items.run_id"))
                .containsExactly("d", "e");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            agent_id=booking                                              | r4 r2 r1
            agent_id=Booking                                              |
            agent_id=booking&agent_version=2                              | r4 r2
            agent_version=2                                               | r4 r2
            environment=prod                                              | r3 r2
            environment=prod&agent_id=booking                             | r2
            status=failure                                                | r3 r2 r1
            status=failure&agent_version=1                                | r1
            failure_type=tool                                             | r2 r1
            failure_type=tool&failure_code=timeout                        | r2
            failure_type=model&failure_code=timeout                       |
            failure_code=timeout                                          | r2
            failure_type=retrieval                                        | r1
            failure_type=orchestration                                    | r3
            failure_type=orchestration&failure_code=planner_lost          | r3
            failure_type=model                                            |
            tool=search                                                   | r4 r2
            tool=book                                                     | r1
            tool=search&status=failure                                    | r2
            tool=label&status=failure                                     | r1
            tool=plan                                                     |
            model=gpt-4o                                                  | r3 r2
            model=embedder                                                | r1
            model=gpt                                                     |
            conversation_id=chat-1                                        | r3 r1
            conversation_id=chat                                          |
            parent_run_id=r1                                              | r3 r2
            q=status:failure%20tool:*                                     | r2 r1
            q=status:failure%20tool:*&model=gpt-4o&conversation_id=       | r2
            from=2026-03-01T10:00:02Z                                     | r4 r3
            to=2026-03-01T10:00:02Z                                       | r2 r1
            from=2026-03-01T10:00:01Z&to=2026-03-01T10:00:03Z             | r3 r2
            from=2026-03-01T11:00:01%2B01:00&to=2026-03-01T10:00:01.000001Z | r2
            from=2026-03-01T10:00:01Z&to=2026-03-01T10:00:01Z             |
            hung=true                                                     | r4
            hung=false                                                    | r3 r2 r1
            hung=true&agent_id=booking&agent_version=2&environment=staging&status=running&tool=search&from=2026-03-01T10:00:00Z&to=2026-03-02T00:00:00Z | r4
            agent_id=&status=&hung=&cursor=&limit=&q=                  | r4 r3 r2 r1
            """)
    void runsFitEveryParameter(String query, String found) {
        variedRuns();
        assertThat(found(query)).containsExactlyElementsOf(found == null ? List.of() : List.of(found.split(" ")));
    }

    @Test
    void twoParametersMustBothFit() {
        variedRuns();
        for (int first = 0; first < FILTERS.size(); first++) {
            for (int second = first + 1; second < FILTERS.size(); second++) {
                List<String> both = new ArrayList<>(found(FILTERS.get(first)));
                both.retainAll(found(FILTERS.get(second)));
                String query = FILTERS.get(first) + "&" + FILTERS.get(second);
                assertThat(found(query)).as(query).isEqualTo(both);
            }
        }
    }

    @Test
    void filtersHoldOverPages() {
        variedRuns();
        assertThat(paged("&status=failure", 1)).containsExactly("r3", "r2", "r1");
        assertThat(paged("&agent_id=booking", 2)).containsExactly("r4", "r2", "r1");
        assertThat(paged("&failure_type=tool&" + WINDOW, 1)).containsExactly("r2", "r1");
        assertThat(paged("&q=NOT%20status:success&" + WINDOW, 1)).containsExactly("r4", "r3", "r2", "r1");
    }

    @Test
    void aCursorBelongsToItsQuery() {
        variedRuns();
        String cursor = page("?limit=1&status=failure&q=agent:*&" + WINDOW).getString("next_cursor");
        assertThat(page("?limit=2&q=agent:*&status=failure&" + WINDOW + "&cursor=" + cursor).<String>getList(
                "items.run_id")).containsExactly("r2", "r1");
        for (String other : List.of("", "&status=failure", "&status=failure&q=agent:a*", "&status=success&q=agent:*",
                "&status=failure&q=agent:*&" + WINDOW.replace("20T", "21T"),
                "&status=failure&q=agent:*&tool=search&" + WINDOW)) {
            given().urlEncodingEnabled(false).get("/v1/runs?cursor=" + cursor + other).then().statusCode(422)
                    .body("errors", equalTo(List.of(Map.of("pointer", "/cursor", "message",
                            "must be the next_cursor of an earlier page of the same query"))));
        }
    }

    @Test
    void aRunWhoseStartMovedBackToAnEarlierDayIsFoundByIt() {
        Database.run("r1", Instant.parse("2026-03-02T00:30:00Z"), "success");
        Database.execute("UPDATE run SET started_at = ?", Instant.parse("2026-03-01T23:30:00Z"));
        assertThat(page("?from=2026-03-01T23:00:00Z&to=2026-03-02T00:00:00Z").<String>getList("items.run_id"))
                .containsExactly("r1");
        assertThat(page("?from=2026-03-01T23:30:00.000001Z").getList("items")).isEmpty();
    }

    @Test
    void childrenOfOtherRunsAndProjectsDoNotFit() {
        Database.run("r1", START, "failure");
        Database.run("r2", START, "failure").callEnding("c1", "search", "error", null, null);
        Database.foreignRun("r1", START, "failure").callEnding("c1", "search", "error", null, null)
                .failure("f1", "model", "refused", null, null);
        Database.digest();
        assertThat(page("?tool=search&" + WINDOW).<String>getList("items.run_id")).containsExactly("r2");
        assertThat(page("?failure_type=tool&" + WINDOW).<String>getList("items.run_id")).containsExactly("r2");
        assertThat(page("?failure_type=model&" + WINDOW).getList("items")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            status=lost                       | /status        | must be one of running, success, failure, partial
            failure_type=bug                  | /failure_type  | must be one of tool, model, retrieval, orchestration
            hung=yes                          | /hung          | must be one of true, false
            agent_version=a%00b               | /agent_version | must have 1 to 500 characters, none of them NUL
            tool=%00                          | /tool          | must have 1 to 500 characters, none of them NUL
            from=yesterday                    | /from          | must be an RFC 3339 time
            from=2026-03-01                   | /from          | must be an RFC 3339 time
            from=%2B10000-01-01T00:00:00Z     | /from          | must be an RFC 3339 time
            from=-0001-01-01T00:00:00Z        | /from          | must be an RFC 3339 time
            to=1767225600                     | /to            | must be an RFC 3339 time
            from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z | /to | must not be before from
            limit=0                           | /limit         | must be a whole number from 1 to 200
            limit=201                         | /limit         | must be a whole number from 1 to 200
            sort=asc                          | /sort          | is not a parameter of this list
            format=csv                        | /format        | is not a parameter of this list
            q=a%20(                           | /q             | character 4: expected a condition
            model=%00                         | /model         | must have 1 to 500 characters, none of them NUL
            conversation_id=%00               | /conversation_id | must have 1 to 500 characters, none of them NUL
            parent_run_id=%00                 | /parent_run_id | must have 1 to 500 characters, none of them NUL
            tool=t&from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z | /to | must not be before from
            tool=t&agent=a&zone=z             | /agent         | is not a parameter of this list
            cursor=x                          | /cursor        | must be the next_cursor of an earlier page
            """)
    void parametersNoRunCouldFitAre422(String query, String pointer, String message) {
        given().urlEncodingEnabled(false).get("/v1/runs?" + query).then().statusCode(422)
                .contentType(Problem.MEDIA_TYPE)
                .body("errors", equalTo(List.of(Map.of("pointer", pointer, "message", message))));
    }

    @Test
    void anErrorTypeThatIsNoLabelDoesNotShow() {
        Database.run("r1", START, "failure");
        Database.run("r2", START, "failure");
        Database.execute("UPDATE run SET error_type = 'Ann Lee has a fever' WHERE run_id = 'r1'");
        Database.execute("UPDATE run SET error_type = 'com.example.Order$Refused' WHERE run_id = 'r2'");
        assertThat(page("").getList("items.error_type")).containsExactly(null, "com.example.Order$Refused");
    }

    @Test
    void longTextsAre422() {
        given().queryParam("tool", "x".repeat(500)).get("/v1/runs").then().statusCode(200);
        given().queryParam("tool", "x".repeat(501)).get("/v1/runs").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/tool"));
    }

    @Test
    void cursorsThatAreNotOursAre422() {
        for (String cursor : List.of(Cursor.of(List.of("r1")), Cursor.of(List.of(Long.MIN_VALUE, "r1")),
                Cursor.of(List.of(Long.MAX_VALUE, "r1")), Cursor.of(List.of(1L, "r\0")))) {
            given().queryParam("cursor", cursor).get("/v1/runs").then().statusCode(422)
                    .body("errors[0].pointer", equalTo("/cursor"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=0000-01-01T00:00:00Z", "to=9999-12-31T23:59:59-18:00",
            "from=9999-12-31T23:59:59.999999999Z"})
    void timesAtTheEdgesAreAllowed(String query) {
        given().get("/v1/runs?" + query).then().statusCode(200);
    }

    private static void variedRuns() {
        LocalDate day = LocalDate.of(2026, 3, 1);
        Database.run("r1", START, "failure").callEnding("c1", "book", "error", "ValidationError", 422)
                .stepEnding("s1", "retrieve", "failure", null);
        Database.execute("""
                INSERT INTO step (project_id, day, run_id, step_id, name, step_type, metadata)
                VALUES ('default', ?, 'r1', 's2', 'call', 'tool', '{"tool_name": "label"}'),
                       ('default', ?, 'r1', 's3', 'plan', 'plan', '{}')""", day, day);
        Database.run("r2", START.plusSeconds(1), "failure").failure("f1", "tool", "timeout", null, null)
                .callEnding("c1", "search", "error", null, 500);
        Database.run("r3", START.plusSeconds(2), "failure");
        Database.run("r4", START.plusSeconds(3), "running").stepEnding("s1", "tool", null, null);
        Database.execute("UPDATE step SET name = 'search' WHERE run_id = 'r4'");
        Database.execute("UPDATE run SET error_type = 'PlannerLost' WHERE run_id = 'r3'");
        Database.execute("UPDATE run SET agent_name = 'booking', agent_version = '2' WHERE run_id <> 'r3'");
        Database.execute("UPDATE run SET agent_version = '1' WHERE run_id = 'r1'");
        Database.execute("UPDATE run SET environment = 'prod' WHERE run_id IN ('r2', 'r3')");
        Database.execute("UPDATE run SET environment = 'staging' WHERE run_id = 'r4'");
        Database.execute("UPDATE run SET model = 'gpt-4o' WHERE run_id IN ('r2', 'r3')");
        Database.execute("UPDATE step SET model = 'embedder' WHERE run_id = 'r1' AND step_id = 's1'");
        Database.execute("UPDATE run SET conversation_id = 'chat-1' WHERE run_id IN ('r1', 'r3')");
        Database.execute("UPDATE run SET parent_run_id = 'r1' WHERE run_id IN ('r2', 'r3')");
        Database.digest();
    }

    /** In a window, unless the query says which. */
    private static List<String> found(String query) {
        String window = query.contains("from=2") || query.contains("to=2") ? "" : "&" + WINDOW;
        return given().urlEncodingEnabled(false).get("/v1/runs?" + query + window).then().statusCode(200).extract()
                .jsonPath().getList("items.run_id");
    }

    private static List<String> paged(String filter, int limit) {
        List<String> paged = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = page("?limit=" + limit + filter + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            assertThat(page.getList("items")).hasSizeBetween(1, limit);
            paged.addAll(page.getList("items.run_id"));
            cursor = page.getString("next_cursor");
        }
        return paged;
    }

    private static JsonPath page(String query) {
        return given().urlEncodingEnabled(false).get("/v1/runs" + query).then().statusCode(200).extract().jsonPath();
    }
}
