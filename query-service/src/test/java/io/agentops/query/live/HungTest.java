package io.agentops.query.live;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class HungTest {

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final Instant silentSince = now.minusSeconds(301);

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/agent-runs/r1", "/v1/runs/r1"})
    void aSilentRunTellsSinceWhenAndInWhichStep(String path) {
        Database.run("r1", now.minusSeconds(900), "running").lastReported(silentSince)
                .step("s-first", 1, now.minusSeconds(800), null, null)
                .step("s-later", 2, now.minusSeconds(700), null, null)
                .step("s-last", 3, now.minusSeconds(700), null, null)
                .step("s-untimed", 9, null, null, null)
                .step("http", 4, now.minusSeconds(600), null, null);
        Database.execute("UPDATE step SET step_type = 'generic' WHERE step_id = 'http'");
        Database.execute("UPDATE step SET status = 'running' WHERE step_id = 's-last'");
        JsonPath run = given().get(path).then().statusCode(200).body("status", equalTo("running")).extract().jsonPath();
        assertThat(run.getString("hung.since")).isEqualTo(silentSince.toString());
        assertThat(run.getLong("hung.silent_seconds")).isBetween(301L, 360L);
        assertThat(run.<String, Object>getMap("hung.last_step")).containsExactlyInAnyOrderEntriesOf(Map.of(
                "step_id", "s-last", "name", "name of s-last", "status", "running",
                "started_at", now.minusSeconds(700).toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/agent-runs/r1", "/v1/runs/r1"})
    void aSilentRunWithoutStepsHasNoLastOne(String path) {
        Database.run("r1", silentSince, "running");
        given().get(path).then().statusCode(200).body("hung.since", equalTo(silentSince.toString()))
                .body("hung", hasKey("last_step")).body("hung.last_step", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/agent-runs/%s", "/v1/runs/%s"})
    void runsThatEndedOrWereHeardOfAreNotHung(String path) {
        Instant longAgo = now.minus(Duration.ofDays(1));
        Database.run("heard", longAgo, "running").lastReported(now.minusSeconds(200));
        Database.run("young", now.minusSeconds(200), "running");
        Database.run("ahead", longAgo, "running").lastReported(now.plusSeconds(3600));
        Database.run("ended", longAgo, "failure").lastReported(longAgo);
        for (String run : List.of("heard", "young", "ahead", "ended")) {
            given().get(path.formatted(run)).then().statusCode(200).body("", hasKey("hung")).body("hung", nullValue());
        }
    }

    @Test
    void listsTellHungRunsFromOthers() {
        Instant longAgo = now.minus(Duration.ofDays(1));
        Database.run("silent", longAgo, "running").lastReported(silentSince).step("s1", 1, longAgo, null, null);
        Database.run("never-heard", silentSince, "running");
        Database.run("heard", longAgo, "running").lastReported(now.minusSeconds(200));
        Database.run("ended", longAgo, "success").lastReported(longAgo);
        JsonPath hung = given().get("/v1/runs?hung=true").then().statusCode(200).extract().jsonPath();
        assertThat(hung.<String>getList("items.run_id")).containsExactly("never-heard", "silent");
        assertThat(hung.<String>getList("items.hung.since")).containsExactly(silentSince.toString(),
                silentSince.toString());
        assertThat(hung.<String, Object>getMap("items[1].hung")).containsOnlyKeys("since", "silent_seconds");
        assertThat(hung.getLong("items[1].hung.silent_seconds")).isBetween(301L, 360L);
        JsonPath others = given().get("/v1/runs?hung=false").then().statusCode(200).extract().jsonPath();
        assertThat(others.<String>getList("items.run_id")).containsExactly("ended", "heard");
        assertThat(others.<Object>getList("items.hung")).containsExactly(null, null);
        assertThat(given().get("/v1/runs").then().extract().jsonPath().<String>getList("items.run_id"))
                .containsExactly("never-heard", "ended", "heard", "silent");
        given().get("/v1/runs?hung=true&status=success").then().body("items.size()", equalTo(0));
    }
}
