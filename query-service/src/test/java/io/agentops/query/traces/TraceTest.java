package io.agentops.query.traces;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
class TraceTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String OTHER = "00000000000000000000000000000001";

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void aTraceTellsWhatWasReportedAndReadFromIt() {
        reportedTrace();
        String summed = """
                {"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","first_seen_at":"2026-03-01T10:00:05Z","mapper_version":3,\
                "runs":["run-b","run-a"],"spans":4,"error_spans":1,"roots":1,"events":3,"services":["Agent","billing"]}""";
        given().get("/v1/traces/" + TRACE).then().statusCode(200).contentType("application/json").body(equalTo(summed));
        given().get("/v1/traces/" + TRACE.toUpperCase(Locale.ROOT)).then().statusCode(200)
                .body(equalTo(summed));
    }

    @Test
    void aTraceNotYetReadHasNoRuns() {
        trace("default", TRACE, null);
        given().get("/v1/traces/" + TRACE).then().statusCode(200).body(
                equalTo("""
                        {"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","first_seen_at":"2026-03-01T10:00:05Z","mapper_version":null,\
                        "runs":[],"spans":0,"error_spans":0,"roots":0,"events":0,"services":[]}"""));
        given().get("/v1/traces/" + TRACE + "/spans").then().statusCode(200)
                .body(equalTo("{\"items\":[],\"next_cursor\":null}"));
    }

    @Test
    void spansAreShownAsTheyAreKept() {
        reportedTrace();
        given().get("/v1/traces/" + TRACE + "/spans?limit=2").then().statusCode(200).contentType("application/json")
                .body("items[0].span_id", equalTo("00000000000000aa"))
                .body("items[1]", equalTo(new JsonPath("""
                        {"span_id":"00000000000000ab","parent_span_id":"00000000000000aa","name":"execute_tool pay",
                         "kind":"internal","started_at":"2026-03-01T10:00:01.000001Z","ended_at":"2026-03-01T10:00:02Z",
                         "status":"error","status_message":"refused","scope":"my.lib",
                         "attributes":{"unknown":{"deep":[1,"a",true]},"gen_ai.tool.name":"pay"},
                         "events":[{"time":"2026-03-01T10:00:01Z","name":"first"},
                                   {"time":"2026-03-01T10:00:01.5Z","name":"exception",
                                    "attributes":{"exception.type":"E"}}],
                         "resource":{"service.name":"billing","host":"h1"}}""").getMap("")));
        given().get("/v1/traces/" + TRACE + "/spans").then().body(endsWith(
                """
                        {"span_id":"0000000000000001","parent_span_id":null,"name":null,"kind":null,"started_at":null,"ended_at":null,\
                        "status":null,"status_message":null,"scope":null,"attributes":{},"events":[{"name": "log"}],"resource":{}}],\
                        "next_cursor":null}"""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 200})
    void pagesOfAnySizeGiveTheSameList(int limit) {
        reportedTrace();
        List<String> paged = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = given().get("/v1/traces/" + TRACE + "/spans?limit=" + limit
                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).then().statusCode(200).extract().jsonPath();
            assertThat(page.getList("items")).hasSizeBetween(1, limit);
            paged.addAll(page.getList("items.span_id"));
            cursor = page.getString("next_cursor");
        }
        assertThat(paged).containsExactly("00000000000000aa", "00000000000000ab", "00000000000000ac",
                "0000000000000001");
    }

    @ParameterizedTest
    @CsvSource({"limit=0, /limit", "limit=201, /limit", "cursor=x, /cursor"})
    void badParametersAre422(String query, String pointer) {
        reportedTrace();
        given().get("/v1/traces/" + TRACE + "/spans?" + query).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer));
    }

    @Test
    void cursorsOfOtherListsAre422() {
        reportedTrace();
        given().queryParam("cursor", Cursor.of(List.of("s1"))).get("/v1/traces/" + TRACE + "/spans").then()
                .statusCode(422).body("errors[0].pointer", equalTo("/cursor"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/traces/none", "/v1/traces/none/spans", "/v1/traces/" + OTHER,
            "/v1/traces/" + OTHER + "/spans", "/v1/traces/a%00b"})
    void tracesNotStoredInThisProjectAre404(String path) {
        trace("other", OTHER, 1);
        given().urlEncodingEnabled(false).get(path).then().statusCode(404).contentType(Problem.MEDIA_TYPE)
                .body("title", equalTo("Not Found"));
    }

    private static void reportedTrace() {
        trace("default", TRACE, 3);
        Database.execute(
                """
                        UPDATE trace_key SET run_ids = '{run-b,run-a}', resources = '{"d1": {"service.name": "billing", "host": "h1"},
                               "d2": {"service.name": "billing"}, "d3": {"service.name": "Agent"}, "d4": {"host": "h2"}}'""");
        span(TRACE, "00000000000000ac", "00000000000000aa", "POST", "2026-03-01T10:00:01.000001Z", "d2", "ok", "{}");
        span(TRACE, "00000000000000ab", "00000000000000aa", "execute_tool pay", "2026-03-01T10:00:01.000001Z", "d1",
                "error",
                """
                        {"e1": {"time": "2026-03-01T10:00:01.5Z", "name": "exception", "attributes": {"exception.type": "E"}},
                         "e2": {"time": "2026-03-01T10:00:01Z", "name": "first"}}""");
        span(TRACE, "00000000000000aa", null, "invoke_agent", "2026-03-01T10:00:01Z", "d3", null, "{}");
        Database.execute("""
                UPDATE span SET kind = 'internal', scope = 'my.lib', ended_at = ?, status_message = 'refused',
                       attributes = '{"gen_ai.tool.name": "pay", "unknown": {"deep": [1, "a", true]}}'
                 WHERE span_id = '00000000000000ab'""", Instant.parse("2026-03-01T10:00:02Z"));
        span(TRACE, "0000000000000001", null, null, null, null, null, "{\"e1\": {\"name\": \"log\"}}");
        trace("other", TRACE, 1);
        Database.execute(
                """
                        INSERT INTO span (project_id, day, trace_id, span_id) VALUES ('other', '2026-03-01', ?, '0000000000000009')""",
                TRACE);
    }

    private static void trace(String projectId, String traceId, Integer mapperVersion) {
        Database.execute("""
                INSERT INTO trace_key (project_id, trace_id, day, first_stored_at, mapper_version)
                VALUES (?, ?, '2026-03-01', '2026-03-01 10:00:05Z', ?)""", projectId, traceId, mapperVersion);
    }

    private static void span(String traceId, String spanId, String parent, String name, String startedAt,
            String resource, String status, String events) {
        Database.execute(
                """
                        INSERT INTO span (project_id, day, trace_id, span_id, parent_span_id, name, started_at, resource, status, events)
                        VALUES ('default', '2026-03-01', ?, ?, ?, ?, ?::timestamptz, ?, ?, ?::jsonb)""",
                traceId, spanId, parent,
                name, startedAt, resource, status, events);
    }
}
