package io.agentops.query.alerts;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class AlertTest {

    private static final String NOON = "2026-03-01T12:00:00Z";

    private static String id(int number) {
        return "0195513c-0000-7000-8000-%012d".formatted(number);
    }

    @BeforeEach
    void rulesAndAlerts() {
        Database.execute("TRUNCATE alert_rule, alert_state, alert_webhook, alert_event, alert_delivery");
        rule("default", 1, "Failures", "billing", true);
        rule("default", 2, "Spending", null, true);
        rule("default", 3, "Old", null, false);
        rule("other", 4, "Foreign", "billing", true);
        Database.execute(
                "UPDATE alert_state SET state = 'firing', value = 0.25, threshold = 0.2, evaluated_at = ?::timestamptz, "
                        + "event_id = ?::uuid WHERE rule_id = ?::uuid",
                NOON, id(11), id(1));
        Database.execute(
                """
                        INSERT INTO alert_webhook (project_id, webhook_id, rule_id, url, origin, secret)
                        VALUES ('default', ?::uuid, ?::uuid, 'https://a.example.org/token', 'https://a.example.org:443', 'x'::bytea)""",
                id(21), id(1));
        alert("default", 11, 1, "fired", NOON);
        alert("default", 12, 2, "fired", "2026-03-01T12:00:00.000001Z");
        alert("default", 13, 1, "resolved", "2026-03-01T13:00:00Z");
        alert("other", 14, 4, "fired", NOON);
        Database.execute("UPDATE alert_event SET fired_by = ?::uuid WHERE event_id = ?::uuid", id(11), id(13));
        delivery(31, "delivered", 1, 204, null);
        delivery(32, "waiting", 2, 503, "http_status");
    }

    @Test
    void rulesAreListedWithWhereTheyStand() {
        given().get("/v1/alert-rules?limit=2").then().statusCode(200)
                .body("items.name", equalTo(List.of("Old", "Spending")))
                .body("items.state", equalTo(List.of("off", "ok")));
        String cursor = given().get("/v1/alert-rules?limit=2").path("next_cursor");
        given().get("/v1/alert-rules?limit=2&cursor=" + cursor).then().statusCode(200).body(equalTo("""
                {"items":[{"rule_id":"%s","name":"Failures","kind":"threshold","agent_id":"billing","enabled":true,\
                "muted_until":null,"state":"firing","since":"2026-03-01T12:00:00Z","value":0.25,"threshold":0.2,\
                "evaluated_at":"2026-03-01T12:00:00Z","evaluation_failed":false,"alert_id":"%s",\
                "created_at":"2026-03-01T12:00:00Z","updated_at":"2026-03-01T12:00:00Z"}],"next_cursor":null}"""
                .formatted(id(1), id(11))));
    }

    @Test
    void aRuleIsShownWithoutItsSecrets() {
        given().get("/v1/alert-rules/" + id(1)).then().statusCode(200).body(equalTo("""
                {"rule_id":"%s","name":"Failures","kind":"threshold","agent_id":"billing","enabled":true,\
                "muted_until":null,"state":"firing","since":"2026-03-01T12:00:00Z","value":0.25,"threshold":0.2,\
                "evaluated_at":"2026-03-01T12:00:00Z","evaluation_failed":false,"alert_id":"%s",\
                "created_at":"2026-03-01T12:00:00Z","updated_at":"2026-03-01T12:00:00Z",\
                "definition":{"name": "Failures"},\
                "webhooks":[{"webhook_id":"%s","origin":"https://a.example.org:443","disabled_at":null}]}"""
                .formatted(id(1), id(11), id(21))));
    }

    @Test
    void alertsAreListedTheNewestFirst() {
        given().get("/v1/alerts?agent_id=billing&state=resolved").then().statusCode(200).body(equalTo("""
                {"items":[{"alert_id":"%s","rule_id":"%s","rule":"rule 1","kind":"threshold","agent_id":"billing",\
                "state":"resolved","at":"2026-03-01T13:00:00Z","fired_by":"%s","value":0.25,"threshold":0.2,\
                "notification":"sent"}],"next_cursor":null}""".formatted(id(13), id(1), id(11))));
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = given().get("/v1/alerts?limit=1" + cursor).then().statusCode(200).extract().jsonPath();
            all.addAll(page.getList("items.alert_id"));
            cursor = page.getString("next_cursor") == null ? null : "&cursor=" + page.getString("next_cursor");
        } while (cursor != null);
        assertThat(all).containsExactly(id(13), id(12), id(11));
    }

    @ParameterizedTest
    @CsvSource({"state=fired, 2", "state=resolved, 1", "state=reminder, 0", "agent_id=billing, 2", "agent_id=x, 0",
            "rule_id=0195513c-0000-7000-8000-000000000001, 2", "rule_id=0195513c-0000-7000-8000-000000000004, 0",
            "from=2026-03-01T12:00:00.000001Z, 2", "to=2026-03-01T12:00:00.000001Z, 1"})
    void filtersNarrowTheList(String filter, int count) {
        given().get("/v1/alerts?" + filter).then().statusCode(200).body("items.size()", equalTo(count));
    }

    @Test
    void anAlertTellsWhoWasTold() {
        given().get("/v1/alerts/" + id(11)).then().statusCode(200).body(
                equalTo("""
                        {"alert_id":"%s","rule_id":"%s","rule":"rule 1","kind":"threshold","agent_id":"billing",\
                        "state":"fired","at":"2026-03-01T12:00:00Z","fired_by":null,"value":0.25,"threshold":0.2,\
                        "notification":"sent","evidence":{"total": 4},\
                        "deliveries":[{"delivery_id":"%s","webhook_id":"%s","origin":"https://a.example.org:443","status":"delivered",\
                        "attempts":1,"next_attempt_at":null,"status_code":204,"error":null,"finished_at":"2026-03-01T12:00:00Z"},\
                        {"delivery_id":"%s","webhook_id":"%s","origin":"https://a.example.org:443","status":"waiting",\
                        "attempts":2,"next_attempt_at":"2026-03-01T12:00:00Z","status_code":503,"error":"http_status","finished_at":null}]}"""
                        .formatted(id(11), id(1), id(31), id(21), id(32), id(21))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/alerts?state=open | /state | must be one of fired, resolved, reminder
            /v1/alerts?rule_id=7 | /rule_id | must be a UUID
            /v1/alerts?from=now | /from | must be an RFC 3339 time
            /v1/alerts?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z | /to | must not be before from
            /v1/alerts?limit=0 | /limit | must be a whole number from 1 to 200
            /v1/alerts?cursor=x | /cursor | must be the next_cursor of an earlier page
            /v1/alerts?status=fired | /status | is not a parameter of this list
            /v1/alert-rules?state=ok | /state | is not a parameter of this list
            /v1/alert-rules?cursor=WyJ4Il0 | /cursor | must be the next_cursor of an earlier page
            """)
    void whatIsNotUnderstoodIsRefused(String path, String pointer, String message) {
        given().get(path).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer)).body("errors[0].message", equalTo(message));
    }

    @ParameterizedTest
    @CsvSource({"/v1/alerts/, alert", "/v1/alert-rules/, alert rule"})
    void whatIsNotThereOrOfAnotherProjectIsNotFound(String path, String what) {
        for (String unknown : List.of(id(99), "nonsense", path.contains("rules") ? id(4) : id(14))) {
            given().get(path + unknown).then().statusCode(404).contentType(Problem.MEDIA_TYPE)
                    .body("detail", equalTo("No " + what + " is known by this id."));
        }
    }

    private static void rule(String project, int number, String name, String agent, boolean enabled) {
        Database.execute(
                """
                        INSERT INTO alert_rule (project_id, rule_id, name, kind, agent_id, definition, enabled, created_at, updated_at)
                        VALUES (?, ?::uuid, ?, 'threshold', ?, jsonb_build_object('name', ?), ?, ?::timestamptz, ?::timestamptz)""",
                project, id(number), name, agent, name, enabled, NOON, NOON);
        Database.execute(
                "INSERT INTO alert_state (project_id, rule_id, since, due_at) VALUES (?, ?::uuid, ?::timestamptz, now())",
                project, id(number), NOON);
    }

    private static void alert(String project, int number, int rule, String state, String at) {
        Database.execute(
                """
                        INSERT INTO alert_event (project_id, event_id, rule_id, rule_name, kind, agent_id, state, at, value, threshold, evidence,
                                                 notification, body)
                        VALUES (?, ?::uuid, ?::uuid, ?, 'threshold', ?, ?, ?::timestamptz, 0.25, 0.2, '{"total": 4}', 'sent', '{}')""",
                project, id(number), id(rule), "rule " + rule, rule == 2 ? null : "billing", state, at);
    }

    private static void delivery(int number, String status, int attempts, int statusCode, String error) {
        Database.execute(
                """
                        INSERT INTO alert_delivery (project_id, delivery_id, event_id, webhook_id, origin, status, attempts, next_attempt_at,
                                                    status_code, error, created_at, finished_at)
                        VALUES ('default', ?::uuid, ?::uuid, ?::uuid, 'https://a.example.org:443', ?, ?, ?::timestamptz, ?, ?, ?::timestamptz,
                                ?::timestamptz)""",
                id(number), id(11), id(21), status, attempts, NOON, statusCode, error, NOON,
                status.equals("waiting") ? null : NOON);
    }
}
