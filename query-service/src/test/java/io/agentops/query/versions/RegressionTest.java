package io.agentops.query.versions;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class RegressionTest {

    private static final Instant NOON = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(3))
            .plus(Duration.ofHours(12));
    private static final Instant BEFORE = NOON.minus(Duration.ofDays(10));

    @BeforeEach
    void clear() {
        Database.empty();
    }

    @Test
    void withoutRunsThereAreNone() {
        given().get("/v1/regressions?since=2026-01-01T00:30:00Z&until=2026-01-01T23:30:00Z").then().statusCode(200)
                .body(equalTo(
                        """
                                {"since":"2026-01-01T00:00:00Z","until":"2026-01-02T00:00:00Z","versions_compared":0,"versions_unfinished":0,"tests":0,"truncated":false,\
                                "criteria":{"false_discovery_rate":0.05,"minimum_runs":30,"maximum_running_percent":5.0,"minimum_cost_hours":8,\
                                "minimum_success_loss":2.0,"minimum_rise_percent":10.0},"items":[],"next_cursor":null}"""));
    }

    @Test
    void aVersionIsComparedWithTheOneBefore() {
        Releases.of("v1", 100, 5, BEFORE).in("prod").costing("0.010").every(Duration.ofMinutes(10)).store();
        Releases.of("v2", 100, 40, NOON).in("prod").taking(250).costing("0.030").every(Duration.ofMinutes(10)).store();
        Database.settle();
        given().get("/v1/regressions").then().statusCode(200).body("versions_compared", equalTo(1))
                .body("tests", equalTo(4))
                .body("items.metric", contains("success_rate", "latency_p50", "latency_p95", "cost_per_run"))
                .body("items[0].agent_id", equalTo("agent")).body("items[0].environment", equalTo("prod"))
                .body("items[0].agent_version", equalTo("v2")).body("items[0].previous_version", equalTo("v1"))
                .body("items[0].first_seen", equalTo(NOON.toString())).body("items[0].before", equalTo(95f))
                .body("items[0].after", equalTo(60f)).body("items[0].change", equalTo(-35f))
                .body("items[0].runs_before", equalTo(100)).body("items[0].runs_after", equalTo(100))
                .body("items[0].interval.low", equalTo(-45.2f)).body("items[0].interval.high", equalTo(-24.04f))
                .body("items[0].p_value", equalTo(1.625e-9f)).body("items[0].test", equalTo("fisher_exact"))
                .body("items[0].statistic", nullValue())
                .body("items[0].failing_run_ids", contains("agent-v2-prod-39", "agent-v2-prod-38", "agent-v2-prod-37"))
                .body("items[3].before", equalTo(0.0125f)).body("items[3].after", equalTo(0.0375f))
                .body("items[3].test", equalTo("welch")).body("next_cursor", nullValue());
    }

    @Test
    void whatWasSummedUpCountsOnce() {
        Releases.of("v1", 200, 10, BEFORE).costing("0.010").every(Duration.ofMinutes(30)).store();
        Releases.of("v2", 100, 40, NOON).taking(250).costing("0.030").every(Duration.ofMinutes(30)).store();
        Database.settle();
        String before = given().get("/v1/regressions").then().body("items.size()", equalTo(4)).extract().asString();
        for (Instant hour : Database.rows(
                "SELECT DISTINCT hour FROM run_stat WHERE extract(hour FROM hour)::int % 3 > 0",
                row -> row.getTimestamp(1).toInstant())) {
            Database.execute("SELECT fold_run_stats('default', ?::timestamptz)", hour);
        }
        given().get("/v1/regressions").then().statusCode(200).body(equalTo(before));
    }

    @Test
    void whatGotBetterOrHardlyWorseIsNone() {
        Releases.of("v1", 200, 20, BEFORE).store();
        Releases.of("v2", 200, 20, NOON.minus(Duration.ofDays(1))).taking(105).store();
        Releases.of("v3", 60, 0, NOON).taking(20).store();
        Database.settle();
        given().get("/v1/regressions").then().statusCode(200).body("versions_compared", equalTo(2))
                .body("tests", equalTo(6)).body("items", empty());
    }

    @Test
    void versionsOfTooFewRunsAreNeitherComparedNorComparedWith() {
        Releases.of("v1", 60, 0, BEFORE).store();
        Releases.of("v2", 29, 29, NOON.minus(Duration.ofDays(1))).store();
        Releases.of("v3", 60, 30, NOON).store();
        Database.settle();
        given().get("/v1/regressions").then().body("versions_compared", equalTo(1))
                .body("items.agent_version", contains("v3")).body("items.previous_version", contains("v1"));
    }

    @Test
    void ofRunsThatStartedLatelyOnlyTheQuickOnesEnded() {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        Releases.of("v1", 60, 0, BEFORE).store();
        Releases.of("v2", 40, 40, hour).store();
        Database.settle();
        given().get("/v1/regressions").then().statusCode(200).body("versions_compared", equalTo(0))
                .body("items", empty());
        given().get("/v1/regressions?until=" + hour.plusSeconds(3600)).then().body("versions_compared", equalTo(1))
                .body("items.metric", contains("success_rate"));
    }

    @Test
    void versionsOfWhichManyRunsStillGoOnAreNotJudged() {
        Releases.of("v1", 100, 0, BEFORE).store();
        Releases.of("v2", 100, 40, NOON).store();
        Database.execute(
                "UPDATE run SET status = 'running', ended_at = NULL WHERE run_id BETWEEN 'agent-v2-94' AND 'agent-v2-99'");
        assertUnfinished();
        Database.execute("UPDATE run SET status = 'success' WHERE run_id = 'agent-v2-94'");
        Database.settle();
        given().get("/v1/regressions").then().body("versions_compared", equalTo(1))
                .body("versions_unfinished", equalTo(0)).body("items.metric", contains("success_rate"));
        Database.execute(
                "UPDATE run SET status = 'running', ended_at = NULL WHERE run_id BETWEEN 'agent-v1-94' AND 'agent-v1-99'");
        assertUnfinished();
    }

    private static void assertUnfinished() {
        Database.settle();
        given().get("/v1/regressions").then().statusCode(200).body("versions_compared", equalTo(0))
                .body("versions_unfinished", equalTo(1)).body("tests", equalTo(0)).body("items", empty());
    }

    @Test
    void versionsWhoseFirstRunsMayBeForgottenAreNotNew() {
        Releases.of("v1", 60, 0, NOON).store();
        Releases.of("v2", 60, 60, NOON.plus(Duration.ofHours(2))).store();
        Database.settle();
        given().get("/v1/regressions").then().statusCode(200).body("versions_compared", equalTo(0));
        Releases.of("v1", 1, 0, NOON.minus(Duration.ofHours(22))).by("other").store();
        Database.settle();
        given().get("/v1/regressions").then().body("versions_compared", equalTo(1));
    }

    @Test
    void onlyNewVersionsOfTheSameAgentAndEnvironmentAreCompared() {
        Releases.of("v1", 40, 0, BEFORE).in("prod").store();
        Releases.of("v2", 40, 40, NOON).in("dev").store();
        Releases.of("v3", 40, 40, NOON).in("prod").by("other").store();
        Releases.of("v4", 40, 40, NOON).in("prod").store("other");
        Releases.of(null, 40, 40, NOON).in("prod").store();
        Database.settle();
        given().get("/v1/regressions").then().body("versions_compared", equalTo(0));
        Releases.of("v5", 40, 40, NOON).in("prod").store();
        Database.settle();
        given().get("/v1/regressions").then().body("items.agent_version", contains("v5"));
        given().get("/v1/regressions?agent_id=agent&environment=prod").then().body("items.agent_version",
                contains("v5"));
        given().get("/v1/regressions?agent_id=other").then().body("items", empty());
        given().get("/v1/regressions?environment=dev").then().body("items", empty());
        given().get("/v1/regressions?since=" + NOON.plusSeconds(3600)).then().body("versions_compared", equalTo(0));
    }

    @Test
    void pagesTogetherAreTheWholeList() {
        for (int agent = 0; agent < 5; agent++) {
            Releases.of("v1", 40, 0, BEFORE).by("agent" + agent).store();
            Releases.of("v2", 40, 20, NOON.plus(Duration.ofHours(agent / 2))).by("agent" + agent).taking(300).store();
        }
        Database.settle();
        JsonPath whole = given().get("/v1/regressions").then().statusCode(200).body("tests", equalTo(15)).extract()
                .jsonPath();
        List<Map<String, Object>> items = whole.getList("items");
        assertThat(items).hasSize(15);
        assertThat(items.stream().map(item -> item.get("agent_id") + " " + item.get("metric")).limit(4))
                .containsExactly("agent4 success_rate", "agent4 latency_p50", "agent4 latency_p95",
                        "agent2 success_rate");
        List<Map<String, Object>> paged = new ArrayList<>();
        String cursor = null;
        do {
            JsonPath page = given().queryParam("limit", 4)
                    .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor))
                    .get("/v1/regressions").then().statusCode(200).body("tests", equalTo(15)).extract().jsonPath();
            paged.addAll(page.getList("items"));
            cursor = page.getString("next_cursor");
        } while (cursor != null);
        assertThat(paged).isEqualTo(items);
        String ofAll = given().get("/v1/regressions?limit=1").then().extract().path("next_cursor");
        given().get("/v1/regressions?agent_id=agent&cursor=" + ofAll).then().statusCode(422)
                .body("errors[0].pointer", equalTo("/cursor"))
                .body("errors[0].message", equalTo("must be the next_cursor of an earlier page of the same query"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "version=v1 | /version | is not a parameter of this list",
            "limit=0 | /limit | must be a whole number from 1 to 200",
            "cursor=x | /cursor | must be the next_cursor of an earlier page",
            "until=soon | /until | must be an RFC 3339 time",
            "since=2999-01-02T00:00:00Z | /since | must not be after the usual end without until",
            "since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z | /until | must not be before since",
            "since=2025-01-01T00:00:00Z&until=2026-01-01T00:00:00Z | /since | must be at most 92 days before the end"})
    void whatIsNotUnderstoodIs422(String query, String pointer, String message) {
        given().get("/v1/regressions?" + query).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer)).body("errors[0].message", equalTo(message));
    }

    @Test
    void longLabelsAre422() {
        given().queryParam("agent_id", "a".repeat(501)).get("/v1/regressions").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/agent_id"))
                .body("errors[0].message", equalTo("must have 1 to 500 characters, none of them NUL"));
    }
}
