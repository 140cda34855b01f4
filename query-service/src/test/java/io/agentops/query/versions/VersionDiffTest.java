package io.agentops.query.versions;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class VersionDiffTest {

    private static final Instant NOON = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(3))
            .plus(Duration.ofHours(12));

    @BeforeEach
    void clear() {
        Database.empty();
    }

    private static ValidatableResponse diff(String more) {
        return given().get("/v1/agents/agent/versions/diff?from=v1&to=v2" + more).then();
    }

    @Test
    void figuresOfBothStandBesideEachOther() {
        Releases.of("v1", 100, 10, NOON).costing("0.010").store();
        Releases.of("v2", 50, 20, NOON.plus(Duration.ofHours(4))).taking(200).costing("0.020").store();
        Database.execute("UPDATE run SET tokens_prompt = 30, tokens_completion = 7, status = "
                + "CASE WHEN run_id = 'agent-v2-49' THEN 'partial' ELSE status END WHERE agent_version = 'v2'");
        Database.settle();
        Instant until = NOON.plus(Duration.ofHours(10));
        diff("&since=" + NOON.plusSeconds(1) + "&until=" + until.minusSeconds(1)).statusCode(200)
                .body("agent_id", equalTo("agent")).body("environment", nullValue())
                .body("since", equalTo(NOON.toString())).body("until", equalTo(until.toString()))
                .body("from.agent_version", equalTo("v1")).body("from.first_seen", equalTo(NOON.toString()))
                .body("from.last_seen", equalTo(NOON.plusSeconds(3600).toString())).body("from.runs", equalTo(100))
                .body("from.success", equalTo(90)).body("from.failure", equalTo(10)).body("from.partial", equalTo(0))
                .body("from.success_rate", equalTo(90f)).body("from.success_rate_interval.low", equalTo(82.56f))
                .body("from.success_rate_interval.high", equalTo(94.48f)).body("from.latency_ms.p50", equalTo(100.208f))
                .body("from.cost_per_run_usd", equalTo(0.0125f)).body("from.tokens_prompt_per_run", equalTo(0f))
                .body("to.agent_version", equalTo("v2")).body("to.runs", equalTo(50)).body("to.success", equalTo(29))
                .body("to.failure", equalTo(20)).body("to.partial", equalTo(1)).body("to.success_rate", equalTo(58f))
                .body("to.tokens_prompt_per_run", equalTo(30f)).body("to.tokens_completion_per_run", equalTo(7f))
                .body("to.cost_per_run_usd", equalTo(0.025f)).body("sampled.most", equalTo(5000))
                .body("sampled.runs_from", equalTo(100)).body("sampled.runs_to", equalTo(50))
                .body("sampled.available", equalTo(true));
    }

    @Test
    void everyMetricIsTested() {
        Releases.of("v1", 100, 10, NOON).costing("0.010").store();
        Releases.of("v2", 50, 21, NOON).taking(200).costing("0.020").store();
        Database.settle();
        diff("").statusCode(200)
                .body("changes.metric", contains("success_rate", "latency_p50", "latency_p95", "cost_per_run"))
                .body("changes.verdict", contains("worse", "worse", "worse", "worse"))
                .body("changes.minimum_runs", contains(20, 20, 20, 30))
                .body("changes.runs_before", contains(100, 100, 100, 100))
                .body("changes.runs_after", contains(50, 50, 50, 50))
                .body("changes.test", contains("fisher_exact", "mann_whitney", "quantile_fisher_exact", "welch"))
                .body("changes[0].before", equalTo(90f)).body("changes[0].after", equalTo(58f))
                .body("changes[0].change", equalTo(-32f)).body("changes[0].statistic", nullValue())
                .body("changes[0].p_value", equalTo(1.142e-5f)).body("changes[0].interval.low", equalTo(-46.48f))
                .body("changes[0].interval.high", equalTo(-17.35f)).body("changes[1].change", equalTo(100.164f))
                .body("changes[1].interval.low", equalTo(99.035f)).body("changes[1].interval.high", equalTo(101.44f))
                .body("changes[1].statistic", equalTo(12.2f)).body("changes[1].p_value", equalTo(2.955e-34f))
                .body("changes[2].before", equalTo(102.161f)).body("changes[2].after", equalTo(204.366f))
                .body("changes[2].interval.low", equalTo(101.641f)).body("changes[2].interval.high", equalTo(102.593f))
                .body("changes[3].before", equalTo(0.0125f)).body("changes[3].after", equalTo(0.025f))
                .body("changes[3].interval.low", equalTo(0.01098611f))
                .body("changes[3].interval.high", equalTo(0.01401389f))
                .body("changes[3].statistic", equalTo(16.51f)).body("changes[3].p_value", equalTo(2.932e-24f));
    }

    @Test
    void equalVersionsDoNotDiffer() {
        Releases.of("v1", 60, 6, NOON).costing("0.010").store();
        Releases.of("v2", 60, 6, NOON).costing("0.010").store();
        Database.settle();
        diff("").statusCode(200)
                .body("changes.verdict", everyItem(equalTo("no_difference")))
                .body("changes.p_value", everyItem(equalTo(1f)))
                .body("changes.change", everyItem(equalTo(0f)))
                .body("failures", empty()).body("failing_tools", empty());
    }

    @Test
    void aBetterVersionIsBetter() {
        Releases.of("v1", 100, 40, NOON).taking(300).costing("0.040").store();
        Releases.of("v2", 100, 10, NOON).costing("0.010").store();
        Database.settle();
        diff("").body("changes.verdict", everyItem(equalTo("better")));
    }

    @Test
    void fewRunsAreNotTested() {
        Releases.of("v1", 100, 0, NOON).store();
        Releases.of("v2", 19, 19, NOON).taking(900).store();
        Database.settle();
        diff("").statusCode(200).body("changes.verdict", everyItem(equalTo("not_enough_data")))
                .body("changes.p_value", everyItem(nullValue())).body("changes.test", everyItem(nullValue()))
                .body("changes[0].after", equalTo(0f)).body("changes[0].interval.high", equalTo(-82.78f))
                .body("changes[3].before", nullValue()).body("changes[3].interval", nullValue());
    }

    @Test
    void failuresAndToolsAreComparedByRunsThatHadThem() {
        Releases.of("v1", 40, 4, NOON).store();
        Releases.of("v2", 40, 30, NOON).store();
        Database.execute("INSERT INTO tool_call (project_id, day, run_id, call_id, tool_name, status_code) "
                + "SELECT project_id, day, run_id, c, 'search', CASE WHEN status = 'failure' THEN 429 ELSE 200 END "
                + "FROM run CROSS JOIN (VALUES ('c1'), ('c2')) AS calls(c)");
        Database.settle();
        diff("").statusCode(200).body("failures.size()", equalTo(1)).body("failures[0].failure_type", equalTo("tool"))
                .body("failures[0].failure_code", equalTo("rate_limited")).body("failures[0].runs_before", equalTo(4))
                .body("failures[0].runs_after", equalTo(30)).body("failures[0].share_before", equalTo(10f))
                .body("failures[0].share_after", equalTo(75f)).body("failures[0].change", equalTo(65f))
                .body("failures[0].interval.low", equalTo(44.97f)).body("failures[0].interval.high", equalTo(77.39f))
                .body("failures[0].p_value", equalTo(3.642e-9f)).body("failures[0].adjusted_p", equalTo(3.642e-9f))
                .body("failures[0].verdict", equalTo("worse")).body("failures[0].test", equalTo("fisher_exact"))
                .body("failing_tools.size()", equalTo(1)).body("failing_tools[0].tool", equalTo("search"))
                .body("failing_tools[0].runs_before", equalTo(4)).body("failing_tools[0].runs_after", equalTo(30))
                .body("failing_tools[0].verdict", equalTo("worse"));
    }

    @Test
    void whatSetsFailingRunsApartIsNamed() {
        Releases.of("v1", 1, 0, NOON).store();
        Releases.of("v2", 60, 20, NOON).every(Duration.ofSeconds(30)).store();
        Database.execute("INSERT INTO tool_call (project_id, day, run_id, call_id, tool_name, status_code, retries) "
                + "SELECT project_id, day, run_id, 'c', CASE WHEN status = 'failure' THEN 'legacy' ELSE 'search' END, "
                + "CASE WHEN status = 'failure' THEN 500 END, CASE WHEN status = 'failure' THEN 2 ELSE 0 END FROM run");
        Database.execute(
                "INSERT INTO step (project_id, day, run_id, step_id, name) SELECT project_id, day, run_id, s, 's' FROM run "
                        + "CROSS JOIN (VALUES ('s1'), ('s2')) AS steps(s)");
        Database.execute("UPDATE run SET model = 'large', conversation_id = 'c' WHERE run_id < 'agent-v2-30'");
        Database.settle();
        diff("").statusCode(200).body("failing_runs.failing", equalTo(20)).body("failing_runs.passing", equalTo(40))
                .body("failing_runs.minimum_runs", equalTo(5))
                .body("failing_runs.attributes.attribute", not(hasItem("tool_failed")))
                .body("failing_runs.attributes[0].attribute", equalTo("retries"))
                .body("failing_runs.attributes[0].value", equalTo("yes"))
                .body("failing_runs.attributes[0].failing", equalTo(20))
                .body("failing_runs.attributes[0].passing", equalTo(0))
                .body("failing_runs.attributes[0].failing_share", equalTo(100f))
                .body("failing_runs.attributes[0].passing_share", equalTo(0f))
                .body("failing_runs.attributes[0].lift", equalTo(3f))
                .body("failing_runs.attributes[1].value", equalTo("legacy"))
                .body("failing_runs.attributes[2].value", equalTo("search"))
                .body("failing_runs.attributes[2].lift", equalTo(0f));
    }

    @Test
    void environmentsProjectsAndRunningRunsAreKeptApart() {
        Releases.of("v1", 10, 0, NOON).in("prod").store();
        Releases.of("v2", 10, 0, NOON).in("prod").store();
        Releases.of("v2", 7, 0, NOON).in("dev").store();
        Releases.of("v2", 9, 0, NOON).in("prod").store("other");
        Database.execute("UPDATE run SET status = 'running', ended_at = NULL WHERE run_id = 'agent-v2-prod-3'");
        Database.settle();
        diff("&environment=prod").body("environment", equalTo("prod")).body("to.runs", equalTo(9))
                .body("to.running", equalTo(1)).body("from.running", equalTo(0))
                .body("sampled.runs_to", equalTo(9));
        diff("").body("to.runs", equalTo(16)).body("sampled.runs_to", equalTo(16));
    }

    @Test
    void aSampleThatCannotBeReadInTimeIsLeftOut() throws SQLException {
        Releases.of("v1", 100, 10, NOON).costing("0.010").store();
        Releases.of("v2", 50, 21, NOON).costing("0.020").store();
        Database.settle();
        String url = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
        try (Connection connection = DriverManager.getConnection(url, "agentops", "agentops");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE tool_call");
            diff("").statusCode(200).body("sampled.available", equalTo(false)).body("sampled.runs_to", equalTo(0))
                    .body("to.runs", equalTo(50)).body("changes[0].p_value", equalTo(1.142e-5f))
                    .body("changes[3].verdict", equalTo("not_enough_data")).body("failing_runs.attributes", empty());
        }
    }

    @Test
    void whatIsNotKnownIs404() {
        assertUnknown("", "this agent");
        Releases.of("v1", 1, 0, NOON).store();
        Database.settle();
        assertUnknown("", "the version to of this agent");
        Releases.of("v3", 1, 0, NOON).store();
        Database.execute("DELETE FROM run WHERE agent_version = 'v1'");
        Database.settle();
        assertUnknown("", "the versions from and to of this agent");
        Releases.of("v2", 1, 0, NOON).store();
        Database.settle();
        assertUnknown("", "the version from of this agent");
        assertUnknown("&environment=prod", "this agent");
        assertUnknown("&since=" + NOON.plusSeconds(7200), "this agent");
    }

    private static void assertUnknown(String more, String what) {
        diff(more).statusCode(404).contentType(Problem.MEDIA_TYPE)
                .body("detail", equalTo("No ended run of " + what + " started in this time."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "to=v2 | /from | is required",
            "from=v1 | /to | is required",
            "from=v1&to=v1 | /to | must be another version than from",
            "from=v1&to=v2&agent_version=v3 | /agent_version | is not a parameter of this comparison",
            "from=v1&to=v2&since=lately | /since | must be an RFC 3339 time",
            "from=v1&to=v2&since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z | /until | must not be before since",
            "from=v1&to=v2&since=2999-01-02T00:00:00Z | /since | must not be after the usual end without until",
            "from=v1&to=v2&since=2025-01-01T00:00:00Z&until=2026-03-01T00:00:00Z | /since | must be at most 366 days before the end"})
    void whatIsNotUnderstoodIs422(String query, String pointer, String message) {
        given().get("/v1/agents/agent/versions/diff?" + query).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer)).body("errors[0].message", equalTo(message));
    }

    @Test
    void longLabelsAre422() {
        given().queryParam("from", "v".repeat(501)).queryParam("to", "v2").get("/v1/agents/agent/versions/diff").then()
                .statusCode(422).body("errors[0].pointer", equalTo("/from"))
                .body("errors[0].message", equalTo("must have 1 to 500 characters, none of them NUL"));
    }
}
