package io.agentops.query.stats;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class OverviewTest {

    private static final String NOTHING = "{\"total_runs\":0,\"success_rate\":0.0,\"hung_runs\":0,\"top_failing_tools\":[],"
            + "\"p95_step_latency_ms\":0.0,\"total_cost_usd\":0}";

    private final Instant now = Instant.now();

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void withoutRunsAllFiguresAreZero() {
        given().get("/metrics/overview").then().statusCode(200).body(equalTo(NOTHING));
    }

    @Test
    void figuresAreOverAllRunsOfTheSpan() {
        Instant recent = now.minus(Duration.ofMinutes(30));
        Database.run("r1", recent, "success").step("s1", 1, recent, recent.plusMillis(100), null);
        Database.run("r2", recent, "failure").step("s1", 1, recent, recent.plusMillis(999), 200.0)
                .step("s2", 2, null, null, null)
                .callEnding("c1", "search", "failure", null, null).callEnding("c2", "search", "failed", null, null)
                .callEnding("c3", "search", "error", null, null).callEnding("c4", "fetch", "timeout", null, null)
                .callEnding("c5", "fetch", "success", "Oops", null).callEnding("c6", "fetch", null, null, 400)
                .callEnding("c7", "aaa", "success", null, 500)
                .callEnding("c8", "fine", "success", null, 399).callEnding("c9", "fine", null, null, null);
        Database.run("r3", recent, "running");
        Database.execute("UPDATE run SET total_cost_usd = 0.0125 WHERE run_id IN ('r1', 'r2')");
        Database.settle();
        given().get("/metrics/overview?hours=1").then().statusCode(200).body(equalTo("""
                {"total_runs":3,"success_rate":33.33,"hung_runs":1,"top_failing_tools":[{"tool":"fetch","count":3},\
                {"tool":"search","count":3},{"tool":"aaa","count":1}],"p95_step_latency_ms":200.459,\
                "total_cost_usd":0.025}"""));
    }

    @Test
    void runsHeardOfLatelyAreNotHung() {
        Instant recent = now.minus(Duration.ofMinutes(30));
        Database.run("heard", recent, "running").lastReported(now.minusSeconds(200));
        Database.run("silent", recent, "running").lastReported(now.minusSeconds(301));
        Database.run("ended", recent, "success").lastReported(now.minusSeconds(301));
        Database.settle();
        given().get("/metrics/overview?hours=1").then().statusCode(200).body("total_runs", equalTo(3))
                .body("hung_runs", equalTo(1));
    }

    @Test
    void tenToolsAtMostAreNamed() {
        Database.Run run = Database.run("r1", now.minusSeconds(60), "failure");
        for (int i = 0; i < 12; i++) {
            run.callEnding("c" + i, String.format("tool-%02d", i), "error", null, null);
        }
        Database.settle();
        given().get("/metrics/overview").then().statusCode(200)
                .body("top_failing_tools.size()", equalTo(10)).body("top_failing_tools[9].tool", equalTo("tool-09"));
    }

    @Test
    void runsOutsideTheSpanOrTheProjectDoNotCount() {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        Database.run("old", now.minus(Duration.ofMinutes(121)), "failure")
                .callEnding("c", "t", "error", null, null)
                .step("s", 1, null, null, 5.0);
        Database.run("future", hour.plus(Duration.ofMinutes(61)), "failure");
        Database.foreignRun("silent", now.minusSeconds(3000), "running");
        Database.foreignRun("theirs", now.minusSeconds(60), "failure").callEnding("c", "t", "error", null, null)
                .step("s", 1, null, null, 5.0);
        Database.settle();
        given().get("/metrics/overview?hours=2").then().statusCode(200).body(equalTo(NOTHING));
        given().get("/metrics/overview?hours=3").then().body("total_runs", equalTo(1));
        given().get("/metrics/overview?hours=8760").then().body("total_runs", equalTo(1));
    }

    @Test
    void withoutHoursTheSpanIsADay() {
        Database.run("in", now.minus(Duration.ofHours(23)), "success");
        Database.run("out", now.minus(Duration.ofHours(25)), "failure");
        Database.settle();
        given().get("/metrics/overview").then().body("total_runs", equalTo(1)).body("success_rate", equalTo(100f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "8761", "-24", "day", "1e2"})
    void hoursOutOfRangeAre422(String hours) {
        given().get("/metrics/overview?hours=" + hours).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo("/hours"))
                .body("errors[0].message", equalTo("must be a whole number from 1 to 8760"));
    }
}
