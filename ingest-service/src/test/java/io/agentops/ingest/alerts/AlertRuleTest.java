package io.agentops.ingest.alerts;

import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.ingest.Database;
import io.agentops.ingest.webhooks.Signature;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class AlertRuleTest {

    private static final String THRESHOLD = "{'kind': 'threshold', 'metric': 'runs', 'window': '5m', 'value': 1}";

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Inject
    AlertClient alerts;

    @Inject
    Database database;

    private static ValidatableResponse post(String body) {
        return given().contentType(ContentType.JSON).body(body.replace('\'', '"')).post("/v1/alert-rules").then();
    }

    private static ValidatableResponse put(String rule, String body) {
        return given().contentType(ContentType.JSON).body(body.replace('\'', '"')).put("/v1/alert-rules/" + rule)
                .then();
    }

    @Test
    void aSecretIsShownOnceAndStoredSealed() {
        JsonPath made = alerts.created("{'name': 'n', 'condition': " + THRESHOLD
                + ", 'webhooks': [{'url': 'https://Hooks.example.org/T1/secret-path'}]}");
        String secret = made.getString("webhooks[0].secret");
        assertThat(Signature.isSecret(secret)).isTrue();
        assertThat(made.getString("webhooks[0].origin")).isEqualTo("https://hooks.example.org:443");
        assertThat(database.tablesHolding(secret.substring(6))).isEmpty();
        assertThat(database.tablesHolding("secret-path")).containsExactly("public.alert_webhook");

        String given = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVow";
        JsonPath known = alerts.created("{'name': 'n', 'condition': " + THRESHOLD
                + ", 'webhooks': [{'url': 'https://hooks.example.org/', 'secret': '" + given + "'}]}");
        assertThat(known.getMap("webhooks[0]")).containsOnlyKeys("webhook_id", "origin");
        assertThat(database.tablesHolding(given.substring(6))).isEmpty();
    }

    @Test
    void aRuleIsFoundWhereItsAnswerSays() {
        String location = post("{'name': 'n', 'condition': " + THRESHOLD + "}").statusCode(201).extract()
                .header("Location");
        String id = location.substring(location.lastIndexOf('/') + 1);
        assertThat(location).endsWith("/v1/alert-rules/" + id);
        assertThat(database.value("SELECT name FROM alert_rule WHERE rule_id = ($1::text)::uuid", id)).isEqualTo("n");
        given().delete("/v1/alert-rules/" + id).then().statusCode(204);
        given().delete("/v1/alert-rules/" + id).then().statusCode(404)
                .body("detail", equalTo("No alert rule is known by this id."));
        put(id, "{'name': 'n', 'condition': " + THRESHOLD + "}").statusCode(404);
        given().delete("/v1/alert-rules/nonsense").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'name': 'n'} | /condition | is required
            {'name': ' ', 'condition': T} | /name | must have 1 to 200 characters, none of them NUL
            {'condition': T} | /name | is required
            {'name': 'n', 'condition': {'kind': 'x'}} | /condition/kind | must be one of threshold, budget, absence, regression
            {'name': 'n', 'condition': T, 'nmae': 1} | /nmae | is not a known field
            {'name': 1, 'condition': T} | /name | must be a string
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '4m', 'value': 1}} | /condition/window | must be a span of time from 5m to 7d, e.g. 30m, 6h or 7d
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '8d', 'value': 1}} | /condition/window | must be a span of time from 5m to 7d, e.g. 30m, 6h or 7d
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': 'soon', 'value': 1}} | /condition/window | must be a span of time from 5m to 7d, e.g. 30m, 6h or 7d
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '1h', 'value': -1}} | /condition/value | must be from 0 to 1000000000000
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '1h', 'value': 1, 'factor': 2}} | /condition/factor | is not a field of this kind of rule
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '1h', 'value': 1, 'resolve_value': 2}} | /condition/resolve_value | must not be on the bad side of value
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '1h', 'value': 1, 'resolve_value': -1}} | /condition/resolve_value | must be from 0 to 1000000000000
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '1h', 'value': 1, 'comparator': 'below', 'resolve_value': 1e999}} | /condition/resolve_value | must be from 0 to 1000000000000
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '1h', 'value': 0, 'comparator': 'below'}} | /condition/value | must be more than 0: nothing is below it
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'failure_rate', 'window': '1h', 'value': 20}} | /condition/value | must be from 0 to 1
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'failure_rate', 'window': '1h', 'value': 1}} | /condition/value | must be less than 1: no rate is above it
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'failure_rate', 'window': '1h', 'value': 0.5, 'comparator': 'below', 'resolve_value': 2}} | /condition/resolve_value | must be from 0 to 1
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'tool_failure_rate', 'window': '1h', 'value': 0.1}} | /filters/tool | is required
            {'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'failures', 'window': '1h', 'value': 1}} | /filters/failure_code | is required, unless there is a failure_type
            {'name': 'n', 'condition': T, 'filters': {'model': 'm'}} | /filters/model | is not a field of this kind of rule
            {'name': 'n', 'condition': T, 'filters': {'agent_id': ''}} | /filters/agent_id | must have 1 to 500 characters, none of them NUL
            {'name': 'n', 'condition': T, 'repeat_every': '59m'} | /repeat_every | must be a span of time from 1h to 30d, e.g. 30m, 6h or 7d
            {'name': 'n', 'condition': {'kind': 'budget', 'period': 'year', 'limit': 1}} | /condition/period | must be one of day, week, month
            {'name': 'n', 'condition': {'kind': 'budget', 'period': 'day', 'limit': 1, 'percentages': [0]}} | /condition/percentages/0 | must be from 1 to 1000
            {'name': 'n', 'condition': {'kind': 'budget', 'period': 'day', 'limit': 1}, 'for': '5m'} | /for | is not a field of this kind of rule
            {'name': 'n', 'condition': {'kind': 'absence', 'window': '1h'}} | /filters/agent_id | is required
            {'name': 'n', 'condition': {'kind': 'regression', 'metric': 'failure_rate', 'factor': 1}} | /condition/factor | must be from 1.1 to 1000
            {'name': 'n', 'condition': {'kind': 'regression', 'metric': 'runs', 'factor': 2}} | /condition/metric | must be one of failure_rate, latency_p95
            {'name': 'n', 'condition': T, 'webhooks': [{'url': 'ftp://x'}]} | /webhooks/0/url | must be an http or https URL with a host
            {'name': 'n', 'condition': T, 'webhooks': [{}]} | /webhooks/0/url | is required
            {'name': 'n', 'condition': T, 'webhooks': [{'url': 'https://x.org', 'secret': 'short'}]} | /webhooks/0/secret | must be whsec_ and 24 to 64 bytes in base64
            {'name': 'n', 'condition': T, 'webhooks': [{},{},{},{},{},{}]} | /webhooks | must have at most 5 entries
            {'name': 'n', 'condition': T, 'webhooks': [{'webhook_id': '01890a5d-ac96-774b-bcce-b302099a8057'}]} | /webhooks/0/webhook_id | must not be there: a new rule has no webhooks yet
            """)
    void whatIsWrongIsSaid(String body, String pointer, String message) {
        post(body.replace("T}", THRESHOLD + "}").replace("T,", THRESHOLD + ",")).statusCode(422)
                .contentType("application/problem+json").body("errors.size()", equalTo(1))
                .body("errors[0].pointer", equalTo(pointer)).body("errors[0].message", equalTo(message));
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndWhatIsNoJsonIsToo() {
        post("{'condition': {'kind': 'threshold', 'value': 1}}").statusCode(422).body("errors.pointer",
                equalTo(List.of("/name", "/condition/metric", "/condition/window")));
        post("{").statusCode(400);
        post("").statusCode(400);
        post("null").statusCode(400);
    }

    @Test
    void webhooksStayUnlessTheyAreLeftOut() {
        JsonPath made = alerts.created("{'name': 'n', 'condition': " + THRESHOLD
                + ", 'webhooks': [{'url': 'https://a.example.org/'}, {'url': 'https://b.example.org/'}]}");
        String rule = made.getString("rule_id");
        put(rule, "{'name': 'renamed', 'condition': " + THRESHOLD + "}").statusCode(200)
                .body("webhooks.size()", equalTo(0));
        assertThat(origins(rule)).isEqualTo("https://a.example.org:443,https://b.example.org:443");

        put(rule, "{'name': 'n', 'condition': " + THRESHOLD + ", 'webhooks': [{'webhook_id': '"
                + made.getString("webhooks[1].webhook_id") + "'}, {'url': 'https://c.example.org:8443/'}]}")
                .statusCode(200)
                .body("webhooks.size()", equalTo(1)).body("webhooks[0].origin", equalTo("https://c.example.org:8443"));
        assertThat(origins(rule)).isEqualTo("https://b.example.org:443,https://c.example.org:8443");
        put(rule, "{'name': 'n', 'condition': " + THRESHOLD + ", 'webhooks': [{'webhook_id': '"
                + UUID.randomUUID() + "'}]}").statusCode(422).body("errors[0].pointer", equalTo("/webhooks"));
        put(rule, "{'name': 'n', 'condition': " + THRESHOLD + ", 'webhooks': []}").statusCode(200);
        assertThat(origins(rule)).isNull();
    }

    @Test
    void aRuleThatFiresAndIsChangedIsOver() {
        String agent = freshId("changed");
        String body = "{'name': '%s', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '%s', 'value': 0}, "
                + "'filters': {'agent_id': '" + agent
                + "'}, 'enabled': %s, 'webhooks': [{'url': 'http://127.0.0.1:9/'}]}";
        String rule = alerts.create(body.formatted("n", "5m", true));
        alerts.runs(agent, 1, "success", now.minusSeconds(10));
        alerts.evaluate(rule, now);
        assertThat(alerts.state(rule)).isEqualTo("firing 1");
        put(rule, body.formatted("another name", "5m", true)).statusCode(200);
        assertThat(alerts.events(rule)).containsExactly("fired 1 0 sent");
        put(rule, body.formatted("n", "10m", true)).statusCode(200);
        assertThat(alerts.events(rule)).containsExactly("fired 1 0 sent", "resolved sent");
        assertThat(alerts.evidence(rule)).isEqualTo("{\"reason\": \"rule_changed\"}");
        assertThat(alerts.state(rule)).isEqualTo("ok");

        put(rule, body.formatted("n", "10m", false)).statusCode(200);
        alerts.evaluate(rule, now.plusSeconds(1));
        assertThat(alerts.state(rule)).isEqualTo("ok");
    }

    @Test
    void aReceiverThatIsAddedWhileARuleFiresIsTold() {
        String agent = freshId("added");
        String body = "{'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '5m', 'value': 0}, "
                + "'filters': {'agent_id': '" + agent + "'}, 'webhooks': [%s]}";
        JsonPath made = alerts.created(body.formatted("{'url': 'http://127.0.0.1:9/'}"));
        String rule = made.getString("rule_id");
        alerts.runs(agent, 1, "success", now.minusSeconds(10));
        alerts.evaluate(rule, now);
        put(rule, body.formatted("{'webhook_id': '" + made.getString("webhooks[0].webhook_id")
                + "'}, {'url': 'http://127.0.0.2:9/'}")).statusCode(200);
        alerts.evaluate(rule, now.plusSeconds(1));
        alerts.evaluate(rule, now.plusSeconds(2));
        assertThat(alerts.events(rule)).containsExactly("fired 1 0 sent", "reminder 1 0 sent");
        // It is over before those who are told can be told again.
        put(rule, body.formatted("{'url': 'http://127.0.0.3:9/'}")).statusCode(200);
        alerts.evaluate(rule, now.plusSeconds(400));
        assertThat(alerts.events(rule)).containsExactly("fired 1 0 sent", "reminder 1 0 sent", "resolved 0 0 sent");
    }

    @Test
    void aMutedRuleTellsItsReceiversLater() {
        String agent = freshId("muted");
        String rule = alerts.create(
                "{'name': 'n', 'condition': {'kind': 'threshold', 'metric': 'runs', 'window': '5m', 'value': 0}, "
                        + "'filters': {'agent_id': '" + agent + "'}, 'webhooks': [{'url': 'http://127.0.0.1:9/'}]}");
        alerts.runs(agent, 1, "success", now.minusSeconds(10));
        given().put("/v1/alert-rules/" + rule + "/mute?until=" + now.plusSeconds(60)).then().statusCode(204);
        alerts.evaluate(rule, now);
        assertThat(alerts.events(rule)).containsExactly("fired 1 0 muted");
        alerts.evaluate(rule, now.plusSeconds(59));
        assertThat(alerts.events(rule)).hasSize(1);
        alerts.evaluate(rule, now.plusSeconds(60));
        assertThat(alerts.events(rule)).containsExactly("fired 1 0 muted", "reminder 1 0 sent");
        given().put("/v1/alert-rules/" + rule + "/mute").then().statusCode(204);
        given().put("/v1/alert-rules/" + rule + "/mute?until=2020-01-01T00:00:00Z").then().statusCode(422)
                .body("errors[0].message", equalTo("must be from now to 90 days ahead"));
        given().put("/v1/alert-rules/" + UUID.randomUUID() + "/mute").then().statusCode(404);
    }

    @Test
    void aProjectHasSoManyRulesAndNoMore() {
        database.value("INSERT INTO alert_rule (project_id, rule_id, name, kind, definition, created_at, updated_at) "
                + "SELECT 'default', uuidv7(), 'filler', 'threshold', '{}', now(), now() "
                + "FROM generate_series(1, 500 - (SELECT count(*) FROM alert_rule WHERE project_id = 'default')) RETURNING ''");
        post("{'name': 'n', 'condition': " + THRESHOLD + "}").statusCode(409)
                .body("detail", equalTo("The project has 500 alert rules, which is the most."));
        database.value("DELETE FROM alert_rule WHERE name = 'filler' RETURNING ''");
        post("{'name': 'n', 'condition': " + THRESHOLD + "}").statusCode(201);
    }

    private String origins(String rule) {
        return database.value("SELECT string_agg(origin, ',' ORDER BY origin) FROM alert_webhook "
                + "WHERE rule_id = ($1::text)::uuid", rule);
    }
}
