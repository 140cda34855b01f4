package io.agentops.query.search;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;

@QuarkusTest
class RunSearchTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            agent:booking                               | r4 r2
            agent:book*                                 | r4 r2
            version:2.*                                 | r4 r2
            version:2.0                                 | r2
            -version:2.*                                | r3 r1
            status:failure                              | r3 r2 r1
            status:*ing                                 | r4
            env:prod                                    | r3 r2
            model:gpt-4o                                | r2 r1
            model:gpt*                                  | r3 r2 r1
            tool:search                                 | r4 r2
            tool:s*                                     | r4 r2
            -tool:*                                     | r3
            failed_tool:search                          | r2
            failed_tool:*                               | r2 r1
            failure_type:tool                           | r2 r1
            failure_code:timeout                        | r2
            failure_type:orchestration                  | r3
            guardrail:pii                               | r1
            error:"Timed OUT"                           | r2
            error:100%                                  | r3
            error:"100_"                                |
            error:"\\\\"                                | r3
            -error:timed                                | r4 r3 r1
            conversation:chat-1                         | r3 r1
            parent:r1                                   | r2
            run:r3                                      | r3
            run:r*                                      | r4 r3 r2 r1
            trace:t9                                    | r4
            latency:>2s                                 | r2
            latency:1500ms                              | r1
            latency:1s..3s                              | r2 r1
            -latency:>=0s                               | r4 r3
            cost:>=0.5                                  | r2
            cost:0.25                                   | r1
            tokens:30                                   | r1
            tokens:<=5                                  | r2
            started:>2026-03-01T10:00:01Z               | r4 r3
            started:2026-03-01T10:00:00Z..2026-03-01T10:00:01Z | r2 r1
            booking                                     | r4 r2
            r3                                          | r3
            timed                                       | r2
            -booking                                    | r3 r1
            NOT (booking OR r3)                         | r1
            status:failure tool:search                  | r2
            agent:booking OR failure_code:planner_lost  | r4 r3 r2
            (env:prod OR env:staging) -status:running   | r3 r2
            """)
    void runsFitTheirSearch(String query, String found) {
        runs();
        assertThat(found(around(START).queryParam("q", query)))
                .containsExactlyElementsOf(found == null ? List.of() : List.of(found.split(" ")));
    }

    @Test
    void otherParametersAndTheSearchMustBothFit() {
        runs();
        assertThat(found(around(START).queryParam("q", "status:failure").queryParam("environment", "prod")
                .queryParam("failure_code", "timeout"))).containsExactly("r2");
    }

    @Test
    void anotherProjectsRunsAreNotFound() {
        Database.run("r1", START, "failure");
        Database.foreignRun("r1", START, "failure").failure("f1", "tool", "timeout", "timed out", null);
        Database.foreignRun("theirs", START, "failure").failure("f1", "tool", "timeout", "timed out", null);
        Database.digest();
        for (String query : List.of("error:timed", "timed", "theirs", "run:theirs", "tool:*")) {
            assertThat(found(around(START).queryParam("q", query))).as(query).isEmpty();
        }
    }

    @Test
    void aSearchLooksAtTheLastThirtyDays() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Database.run("new", now.minus(Duration.ofDays(29)), "success").call("c1", 1, null, "search");
        Database.run("old", now.minus(Duration.ofDays(31)), "success").call("c1", 1, null, "search");
        Database.run("oldest", now.minus(Duration.ofDays(93)), "success").call("c1", 1, null, "search");
        Database.digest();
        assertThat(found(given().queryParam("q", "status:success"))).containsExactly("new");
        assertThat(found(given().queryParam("tool", "search"))).containsExactly("new");
        String to = now.minus(Duration.ofDays(30)).toString();
        assertThat(found(given().queryParam("to", to).queryParam("q", "status:success"))).containsExactly("old");
        String from = now.minus(Duration.ofDays(91)).toString();
        assertThat(found(given().queryParam("from", from).queryParam("q", "agent"))).containsExactly("new", "old");
        assertThat(found(given())).containsExactly("new", "old", "oldest");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            q=a&from=2026-01-01T00:00:00Z                                | must be at most 92 days before now in this query
            tool=a&from=2026-01-01T00:00:00Z                             | must be at most 92 days before now in this query
            model=a&from=2026-01-01T00:00:00Z                            | must be at most 92 days before now in this query
            failure_type=tool&from=2026-01-01T00:00:00Z                  | must be at most 92 days before now in this query
            failure_code=a&from=2026-01-01T00:00:00Z&to=2026-04-03T00:00:00.000001Z | must be at most 92 days before to in this query
            """)
    void longerWindowsAre422(String query, String message) {
        given().urlEncodingEnabled(false).get("/v1/runs?" + query).then().statusCode(422)
                .body("errors", equalTo(List.of(Map.of("pointer", "/from", "message", message))));
    }

    @Test
    void ninetyTwoDaysAreAllowed() {
        given().queryParam("from", "2026-01-01T00:00:00Z").queryParam("to", "2026-04-03T00:00:00Z")
                .queryParam("q", "tool:a").get("/v1/runs").then().statusCode(200);
    }

    @Test
    void whatMakesNoSenseIs422() {
        given().queryParam("q", "tool:search agnt:a").get("/v1/runs").then().statusCode(422).body("errors",
                equalTo(List.of(Map.of("pointer", "/q", "message",
                        "character 13: expected one of the fields agent, version, status, environment, model, tool, "
                                + "failed_tool, failure_type, failure_code, guardrail, group, error, conversation, parent, run, "
                                + "trace, latency, cost, tokens, started, not \"agnt\"; a text with a colon needs quotes"))));
        given().queryParam("q", "a".repeat(2001)).get("/v1/runs").then().statusCode(422).body("errors",
                equalTo(List.of(Map.of("pointer", "/q", "message",
                        "must have 1 to 2000 characters, none of them NUL"))));
        given().queryParam("q", "a\0b").get("/v1/runs").then().statusCode(422);
        given().queryParam("q", "a".repeat(2000)).get("/v1/runs").then().statusCode(200);
        given().queryParam("q", "").get("/v1/runs").then().statusCode(200);
    }

    @Test
    void theLargestSearchIsAnswered() {
        String large = String.join(" ", Collections.nCopies(25, "-tool:x* error:\"100%\""));
        assertThat(found(around(START).queryParam("q", large))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status:success", "agent:agent error:late", "tool:find", "error:late OR tool:find"})
    void pagesGoOnFromDayToDay(String query) {
        List<Integer> hours = List.of(0, 1, 23, 25, 30, 95, 97, 200, 320, 330, 719);
        for (int hour : hours) {
            Database.run(String.format("r%03d", hour), Instant.now().minus(Duration.ofHours(hour)), "success")
                    .callEnding("c", "find", "success", "too late", null);
        }
        Database.run("older", Instant.now().minus(Duration.ofHours(721)), "success")
                .callEnding("c", "find", "success", "too late", null);
        Database.digest();
        for (int limit : List.of(1, 2, 3, 200)) {
            List<String> found = new ArrayList<>();
            String cursor = null;
            do {
                JsonPath page = given().queryParam("q", query).queryParam("limit", limit)
                        .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor)).get("/v1/runs").then()
                        .statusCode(200).extract().jsonPath();
                found.addAll(page.getList("items.run_id"));
                cursor = page.getString("next_cursor");
            } while (cursor != null);
            assertThat(found).isEqualTo(hours.stream().map(hour -> String.format("r%03d", hour)).toList());
        }
    }

    @Test
    void runsThatArriveWhileASearchIsPagedAreNotShownTwiceAndHideNone() {
        for (int n = 0; n < 9; n++) {
            Database.run("r" + n, START.plusSeconds(n), "failure").call("c1", 1, null, "search");
        }
        Database.digest();
        List<String> shown = new ArrayList<>();
        String cursor = null;
        int page = 0;
        do {
            RequestSpecification request = around(START).queryParam("q", "tool:search").queryParam("limit", 2);
            JsonPath answer = (cursor == null ? request : request.queryParam("cursor", cursor)).get("/v1/runs").then()
                    .statusCode(200).extract().jsonPath();
            shown.addAll(answer.getList("items.run_id"));
            cursor = answer.getString("next_cursor");
            Database.run("late-" + page, START.plusSeconds(20 + page), "failure").call("c1", 1, null, "search");
            Database.run("other-" + page, START.plusSeconds(page), "failure");
            Database.digest();
            page++;
        } while (cursor != null);
        assertThat(shown).containsExactly("r8", "r7", "r6", "r5", "r4", "r3", "r2", "r1", "r0");
    }

    private static void runs() {
        Database.run("r1", START, "failure").callEnding("c1", "book", "error", "ValidationError", 422)
                .guardrail("g1", null, null, null);
        Database.run("r2", START.plusSeconds(1), "failure").failure("f1", "tool", "timeout", "search timed out", null)
                .callEnding("c1", "search", "error", null, 500);
        Database.run("r3", START.plusSeconds(2), "failure").stepEnding("s1", "llm", "success", null);
        Database.run("r4", START.plusSeconds(3), "running").call("c1", 1, null, "search");
        Database.execute("UPDATE run SET agent_name = 'booking' WHERE run_id IN ('r2', 'r4')");
        Database.execute("UPDATE run SET agent_version = '2.0' WHERE run_id = 'r2'");
        Database.execute(
                "UPDATE run SET agent_version = '2.1', environment = 'staging', trace_id = 't9' WHERE run_id = 'r4'");
        Database.execute("UPDATE run SET agent_version = '1' WHERE run_id = 'r1'");
        Database.execute("UPDATE run SET environment = 'prod' WHERE run_id IN ('r2', 'r3')");
        Database.execute("UPDATE run SET model = 'gpt-4o' WHERE run_id IN ('r1', 'r2')");
        Database.execute("UPDATE step SET model = 'gpt-5' WHERE run_id = 'r3'");
        Database.execute("UPDATE run SET conversation_id = 'chat-1' WHERE run_id IN ('r1', 'r3')");
        Database.execute("UPDATE run SET parent_run_id = 'r1' WHERE run_id = 'r2'");
        Database.execute("UPDATE run SET error_type = 'PlannerLost' WHERE run_id = 'r3'");
        Database.execute("""
                INSERT INTO run_payload (project_id, day, run_id, error_message)
                VALUES ('default', '2026-03-01', 'r3', 'used 100% of C:\\temp')""");
        Database.execute(
                "UPDATE run SET ended_at = ?, total_cost_usd = 0.25, tokens_prompt = 10, tokens_completion = 20 WHERE run_id = 'r1'",
                START.plusMillis(1500));
        Database.execute("UPDATE run SET ended_at = ?, total_cost_usd = 1, tokens_prompt = 5 WHERE run_id = 'r2'",
                START.plusMillis(3001));
        Database.digest();
    }

    /** A search that looks at the days around a time. */
    private static RequestSpecification around(Instant time) {
        return given().queryParam("from", time.minus(Duration.ofDays(2)).toString()).queryParam("to",
                time.plus(Duration.ofDays(2)).toString());
    }

    private static List<String> found(RequestSpecification request) {
        return request.get("/v1/runs").then().statusCode(200).extract().jsonPath().getList("items.run_id");
    }
}
