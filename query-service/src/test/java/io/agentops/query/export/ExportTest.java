package io.agentops.query.export;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class ExportTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final String WINDOW = "from=2026-02-20T00:00:00Z&to=2026-03-10T00:00:00Z";
    private static final String HEAD = String.join(",", CsvWriter.COLUMNS) + "\r\n";

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void runsAreLinesOfJson() {
        runs();
        given().get("/v1/runs/export?format=ndjson&" + WINDOW).then().statusCode(200)
                .header("Content-Type", "application/x-ndjson").header("Cache-Control", "no-store")
                .header("Content-Disposition",
                        matchesPattern("attachment; filename=\"runs-\\d{8}T\\d{6}Z\\.ndjson\""))
                .body(equalTo(
                        """
                                {"run_id":"r2","agent_id":"agent","agent_version":null,"environment":null,"status":"success",\
                                "started_at":"2026-03-01T10:00:01Z","ended_at":null,"latency_ms":null,"error_type":null,\
                                "conversation_id":null,"parent_run_id":null,"hung":null,"failure_codes":[],\
                                "tokens_prompt":null,"tokens_completion":null,"total_cost_usd":null}
                                {"run_id":"r1","agent_id":"=cmd","agent_version":"1,2","environment":null,"status":"failure",\
                                "started_at":"2026-03-01T10:00:00Z","ended_at":"2026-03-01T10:00:01.500Z","latency_ms":1500.0,"error_type":null,\
                                "conversation_id":"c1","parent_run_id":"p1","hung":null,"failure_codes":["refused","timeout"],\
                                "tokens_prompt":10,"tokens_completion":20,"total_cost_usd":0.25}
                                """));
    }

    @Test
    void runsAreLinesOfCommaSeparatedValues() {
        runs();
        given().get("/v1/runs/export?format=csv&" + WINDOW).then().statusCode(200)
                .header("Content-Type", "text/csv; charset=utf-8; header=present")
                .header("Content-Disposition", matchesPattern("attachment; filename=\"runs-\\d{8}T\\d{6}Z\\.csv\""))
                .body(equalTo(HEAD + "r2,agent,,,success,2026-03-01T10:00:01Z,,,,,,,,,,,\r\n"
                        + "r1,'=cmd,\"1,2\",,failure,2026-03-01T10:00:00Z,2026-03-01T10:00:01.500Z,1500.0,,c1,p1,,,"
                        + "refused;timeout,10,20,0.25\r\n"));
    }

    @Test
    void withoutRunsAFileHasItsHeadOnly() {
        assertThat(file("format=csv")).isEqualTo(HEAD);
        assertThat(file("format=ndjson")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */*                                       | application/x-ndjson
            application/x-ndjson                      | application/x-ndjson
            text/csv                                  | text/csv; charset=utf-8; header=present
            text/*                                    | text/csv; charset=utf-8; header=present
            application/x-ndjson;q=0.5, text/csv      | text/csv; charset=utf-8; header=present
            text/html, application/x-ndjson;q=0.5     | application/x-ndjson
            """)
    void aClientGetsTheFormatItLikesBest(String accept, String contentType) {
        given().header("Accept", accept).get("/v1/runs/export").then().statusCode(200)
                .header("Content-Type", contentType);
        given().header("Accept", accept).get("/v1/runs/export?format=csv").then().statusCode(200)
                .header("Content-Type", "text/csv; charset=utf-8; header=present");
    }

    @Test
    void aClientThatTakesNeitherFormatIsToldSo() {
        given().header("Accept", "application/json").get("/v1/runs/export").then().statusCode(406)
                .contentType(Problem.MEDIA_TYPE)
                .body("detail", equalTo("An export is application/x-ndjson or text/csv."));
    }

    @Test
    void theFiltersOfTheListHold() {
        runs();
        assertThat(runIds(file("q=failure_code:timeout&" + WINDOW))).containsExactly("r1");
        assertThat(runIds(file("status=success&" + WINDOW))).containsExactly("r2");
        assertThat(runIds(file("agent_id=agent&conversation_id=c1&" + WINDOW))).isEmpty();
    }

    @Test
    void aFileLooksAtTheLastThirtyDays() {
        Database.run("new", Instant.now().minus(Duration.ofDays(29)), "success");
        Database.run("old", Instant.now().minus(Duration.ofDays(31)), "success");
        assertThat(runIds(file("status=success"))).containsExactly("new");
    }

    @Test
    void aFileThatHasNotAllRunsSaysSoAndIsContinued() {
        for (int n = 1; n <= 5; n++) {
            Database.run("r" + n, START.minusSeconds(n), "success");
        }
        List<String> lines = file("max_rows=2&" + WINDOW).lines().toList();
        assertThat(runIds(String.join("\n", lines.subList(0, 2)))).containsExactly("r1", "r2");
        assertThat(lines).hasSize(3);
        JsonPath end = JsonPath.from(lines.get(2));
        assertThat(end.<String, Object>getMap("")).containsOnlyKeys("truncated", "rows", "next_cursor")
                .containsEntry("truncated", true).containsEntry("rows", 2);
        String rest = file("max_rows=3&" + WINDOW + "&cursor=" + end.getString("next_cursor"));
        assertThat(runIds(rest)).containsExactly("r3", "r4", "r5");
        List<String> csv = file("format=csv&max_rows=4&" + WINDOW).lines().toList();
        assertThat(csv).hasSize(6);
        assertThat(csv.get(5)).matches("#truncated,4,[A-Za-z0-9_-]+,{14}");
    }

    @Test
    void tenThousandRunsAreOneFile() {
        Database.execute(
                """
                        INSERT INTO run (project_id, day, run_id, agent_name, status, started_at)
                        SELECT 'default', '2026-03-01', 'r' || n, 'agent', 'success', timestamptz '2026-03-01 10:00Z' - n / 7 * interval '1 ms'
                          FROM generate_series(1, 10000) n""");
        List<String> runIds = runIds(file(WINDOW));
        assertThat(runIds).hasSize(10_000).doesNotHaveDuplicates()
                .containsAll(IntStream.rangeClosed(1, 10_000).mapToObj(n -> "r" + n).toList());
        assertThat(file("max_rows=10000&" + WINDOW)).doesNotContain("truncated");
        assertThat(file("max_rows=9999&" + WINDOW)).contains("\"rows\":9999");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            format=xml            | /format   | must be one of ndjson, csv
            max_rows=0            | /max_rows | must be a whole number from 1 to 1000000
            max_rows=1000001      | /max_rows | must be a whole number from 1 to 1000000
            limit=10              | /limit    | is not a parameter of this list
            cursor=x              | /cursor   | must be the next_cursor of an earlier page
            q=agent:              | /q        | character 7: expected a value
            status=lost           | /status   | must be one of running, success, failure, partial
            from=2026-01-01T00:00:00Z | /from | must be at most 92 days before now in this query
            """)
    void badInputIs422(String query, String pointer, String message) {
        given().get("/v1/runs/export?" + query).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors", equalTo(List.of(Map.of("pointer", pointer, "message", message))));
    }

    private static void runs() {
        Database.run("r1", START, "failure").failure("f1", "tool", "timeout", null, null).failure("f2", "model",
                "refused", null, null);
        Database.run("r2", START.plusSeconds(1), "success");
        Database.execute("""
                UPDATE run SET agent_name = '=cmd', agent_version = '1,2', ended_at = ?, conversation_id = 'c1',
                       parent_run_id = 'p1', tokens_prompt = 10, tokens_completion = 20, total_cost_usd = 0.25
                 WHERE run_id = 'r1'""", START.plusMillis(1500));
        Database.digest();
    }

    private static String file(String query) {
        return given().urlEncodingEnabled(false).get("/v1/runs/export?" + query).then().statusCode(200).extract()
                .asString();
    }

    private static List<String> runIds(String ndjson) {
        List<String> ids = new ArrayList<>();
        ndjson.lines().forEach(line -> ids.add(JsonPath.from(line).getString("run_id")));
        return ids;
    }
}
