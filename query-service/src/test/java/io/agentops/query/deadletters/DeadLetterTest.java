package io.agentops.query.deadletters;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

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
class DeadLetterTest {

    private static final String NOON = "2026-03-01T12:00:00Z";
    private static final String FULL = id(1);

    @BeforeEach
    void letters() {
        Database.execute("TRUNCATE dead_letter");
        Database.execute(
                """
                        INSERT INTO dead_letter (project_id, dead_letter_id, topic, source, letter_partition, letter_offset, reason, door,
                                                 record_key, value, value_bytes, value_state, headers, created_at)
                        VALUES ('default', ?::uuid, 'agent-runs', 'agent-runs/0/7', 1, 9, '/status is required', 'http', 'default|r1',
                                convert_to('{"a": "[email]"}', 'UTF8'), 21, 'masked', '{"door": "http"}', '2026-03-01T12:00:00.000002Z')""",
                FULL);
        add("default", 2, "agent-spans", "no spans", "open", NOON);
        add("default", 3, "agent-runs", "/status is required", "redriven", NOON);
        add("default", 4, "agent-runs", "/status is required", "discarded", "2026-03-01T11:00:00Z");
        add("other", 5, "agent-runs", "/status is required", "open", NOON);
    }

    @Test
    void theListTellsWhereAndWhyButNoContent() {
        given().get("/v1/dead-letters?status=open&topic=agent-runs").then().statusCode(200)
                .contentType("application/json").body(
                        equalTo("""
                                {"items":[{"dead_letter_id":"%s","topic":"agent-runs","source":"agent-runs/0/7",\
                                "reason":"/status is required","door":"http","record_key":"default|r1","value_bytes":21,\
                                "value_state":"masked","status":"open","created_at":"2026-03-01T12:00:00.000002Z","decided_at":null}],\
                                "next_cursor":null}"""
                                .formatted(FULL)));
    }

    @Test
    void oneTellsWhatMayBeKept() {
        given().get("/v1/dead-letters/" + FULL).then().statusCode(200).contentType("application/json").body(
                equalTo("""
                        {"dead_letter_id":"%s","topic":"agent-runs","source":"agent-runs/0/7","reason":"/status is required",\
                        "door":"http","record_key":"default|r1","value_bytes":21,"value_state":"masked","status":"open",\
                        "created_at":"2026-03-01T12:00:00.000002Z","decided_at":null,"headers":{"door": "http"},\
                        "value":"{\\"a\\": \\"[email]\\"}","value_encoding":"text"}"""
                        .formatted(FULL)));
        given().get("/v1/dead-letters/" + id(3)).then().statusCode(200)
                .body("value", equalTo(null)).body("value_encoding", equalTo(null)).body("headers.size()", equalTo(0))
                .body("value_state", equalTo("private")).body("decided_at", equalTo("2026-03-02T00:00:00Z"));
    }

    @Test
    void whatIsNoTextIsEncoded() {
        Database.execute("UPDATE dead_letter SET value = '\\xff00fe' WHERE dead_letter_id = ?::uuid", FULL);
        given().get("/v1/dead-letters/" + FULL).then().statusCode(200).body("value", equalTo("/wD+"))
                .body("value_encoding", equalTo("base64"));
    }

    @ParameterizedTest
    @CsvSource({"limit=50, 1 3 2 4", "status=open, 1 2", "status=redriven, 3", "topic=agent-spans, 2",
            "reason=/status is required, 1 3 4", "reason=/status, ''", "from=2026-03-01T12:00:00Z, 1 3 2",
            "from=2026-03-01T12:00:00.000001Z, 1", "to=2026-03-01T12:00:00Z, 4",
            "from=2026-03-01T11:00:00Z&to=2026-03-01T12:00:00Z&status=discarded&reason=/status is required, 4"})
    void everyParameterFits(String query, String expected) {
        assertThat(ids(given().get("/v1/dead-letters?" + query).then().statusCode(200).extract().jsonPath()))
                .containsExactlyElementsOf(expected.isEmpty()
                        ? List.of()
                        : List.of(expected.split(" ")).stream().map(Integer::valueOf).map(DeadLetterTest::id).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 200})
    void pagesOfAnySizeGiveTheSameList(int limit) {
        List<String> paged = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = given().get("/v1/dead-letters?limit=" + limit
                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).then().statusCode(200).extract().jsonPath();
            assertThat(page.getList("items")).hasSizeBetween(1, limit);
            paged.addAll(ids(page));
            cursor = page.getString("next_cursor");
        }
        assertThat(paged).containsExactly(id(1), id(3), id(2), id(4));
    }

    @ParameterizedTest
    @CsvSource({"limit=0, /limit", "limit=201, /limit", "cursor=x, /cursor", "status=closed, /status",
            "topic=agent-runs.dlq, /topic", "reason=a%00b, /reason", "from=today, /from",
            "from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z, /to"})
    void badParametersAre422(String query, String pointer) {
        given().urlEncodingEnabled(false).get("/v1/dead-letters?" + query).then().statusCode(422)
                .contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer));
    }

    @Test
    void cursorsOfOtherListsAre422() {
        given().queryParam("cursor", Cursor.of(List.of(1L, "r1"))).get("/v1/dead-letters").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/cursor"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "00000000-0000-7000-8000-000000000005", "00000000-0000-7000-8000-000000000009"})
    void whatIsNotInThisProjectIs404(String id) {
        given().get("/v1/dead-letters/" + id).then().statusCode(404).contentType(Problem.MEDIA_TYPE)
                .body("detail", equalTo("No dead letter is known by this id."));
    }

    private static List<String> ids(JsonPath page) {
        return page.getList("items.dead_letter_id");
    }

    private static String id(int number) {
        return "00000000-0000-7000-8000-%012d".formatted(number);
    }

    private static void add(String project, int number, String topic, String reason, String status, String createdAt) {
        Database.execute(
                """
                        INSERT INTO dead_letter (project_id, dead_letter_id, topic, source, letter_partition, letter_offset, reason,
                                                 value_state, status, created_at, decided_at)
                        VALUES (?, ?, ?, ?, 0, 0, ?, 'private', ?, ?::timestamptz,
                                CASE ? WHEN 'open' THEN NULL ELSE timestamptz '2026-03-02T00:00:00Z' END)""",
                project, UUID.fromString(id(number)), topic, topic + "/0/" + number, reason, status, createdAt, status);
    }
}
