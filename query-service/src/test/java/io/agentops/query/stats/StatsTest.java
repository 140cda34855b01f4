package io.agentops.query.stats;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.equalTo;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class StatsTest {

    private static final Instant NOON = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(2))
            .plus(Duration.ofHours(12));
    private static final List<Duration> PARTS = List.of(Duration.ofHours(1), Duration.ofHours(6), Duration.ofDays(1));
    private static final List<String> STATUSES = List.of("success", "failure", "partial", "running");

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void withoutRunsThereIsNothing() {
        given().get("/v1/stats?from=2026-01-01T00:30:00Z&to=2026-01-02T00:00:00Z&interval=1d").then()
                .statusCode(200)
                .body(equalTo(
                        """
                                {"from":"2026-01-01T00:30:00Z","to":"2026-01-02T00:00:00Z",\
                                "runs":{"total":0,"running":0,"success":0,"failure":0,"partial":0,"success_rate":0.0,"latency_ms":null,\
                                "tokens_prompt":0,"tokens_completion":0,"total_cost_usd":0},\
                                "steps":{"total":0,"failed":0,"latency_ms":null},\
                                "agents":[],"step_types":[],"tools":[],"models":[],"failures":[],"intervals":[]}"""));
    }

    @Test
    void figuresAreBrokenDown() {
        Database.run("r1", NOON, "success").stepEnding("s1", "llm", "ok", null).callEnding("c1", "find", "ok", null,
                200);
        Database.run("r2", NOON, "failure").callEnding("c1", "find", "ok", null, 429)
                .callEnding("c2", "find", "ok", null, 429)
                .callEnding("c3", "send", null, null, null);
        Database.run("r3", NOON.plusSeconds(1), "running");
        Database.execute(
                "UPDATE run SET agent_version = '2', ended_at = started_at + interval '100 ms', model = 'large', "
                        + "tokens_prompt = 5, tokens_completion = 7, total_cost_usd = 100 WHERE run_id = 'r1'");
        Database.settle();

        String span = "/v1/stats?from=" + NOON.minusSeconds(1) + "&to=" + NOON.plus(Duration.ofHours(2));
        given().get(span + "&interval=1h").then().statusCode(200).body(
                equalTo("""
                        {"from":"%1$s","to":"%2$s",\
                        "runs":{"total":3,"running":1,"success":1,"failure":1,"partial":0,"success_rate":33.33,\
                        "latency_ms":{"p50":100.229,"p90":100.229,"p95":100.229,"p99":100.229},\
                        "tokens_prompt":5,"tokens_completion":7,"total_cost_usd":100},\
                        "steps":{"total":1,"failed":0,"latency_ms":null},\
                        "agents":[{"agent_id":"agent","agent_version":null,"runs":{"total":2,"running":1,"success":0,"failure":1,"partial":0,\
                        "success_rate":0.0,"latency_ms":null,"tokens_prompt":0,"tokens_completion":0,"total_cost_usd":0}},\
                        {"agent_id":"agent","agent_version":"2","runs":{"total":1,"running":0,"success":1,"failure":0,"partial":0,\
                        "success_rate":100.0,"latency_ms":{"p50":100.229,"p90":100.229,"p95":100.229,"p99":100.229},\
                        "tokens_prompt":5,"tokens_completion":7,"total_cost_usd":100}}],\
                        "step_types":[{"step_type":"llm","steps":{"total":1,"failed":0,"latency_ms":null}}],\
                        "tools":[{"tool":"find","calls":{"total":3,"failed":2,"latency_ms":null}},\
                        {"tool":"send","calls":{"total":1,"failed":0,"latency_ms":null}}],\
                        "models":[{"model":"large","calls":{"total":1,"failed":0,"latency_ms":null},"tokens_prompt":5,"tokens_completion":7,\
                        "total_cost_usd":100}],\
                        "failures":[{"failure_type":"tool","failure_code":"rate_limited","failures":2,"runs":1}],\
                        "intervals":[{"start":"%3$s","runs":{"total":3,"running":1,"success":1,"failure":1,"partial":0,"success_rate":33.33,\
                        "latency_ms":{"p50":100.229,"p90":100.229,"p95":100.229,"p99":100.229},\
                        "tokens_prompt":5,"tokens_completion":7,"total_cost_usd":100}}]}"""
                        .formatted(NOON.minusSeconds(1), NOON.plus(Duration.ofHours(2)), NOON)));
    }

    static IntStream seeds() {
        return IntStream.range(0, 12);
    }

    private record Told(Instant startedAt, String status, String version, String environment, Double latency,
            List<Double> steps,
            int failedCalls, BigDecimal cost) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void figuresAreThoseOfTheRunsThatFit(int seed) {
        Random random = new Random(seed);
        List<Told> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(told(random));
            insert("r" + i, all.get(i));
        }
        bring(random);
        Instant from = NOON.minusSeconds(random.nextInt(400_000));
        Instant to = from.plusSeconds(random.nextInt(400_000));
        Duration part = PARTS.get(random.nextInt(PARTS.size()));
        String version = random.nextBoolean() ? "v1" : null;
        Predicate<Told> fits = told -> !told.startedAt.isBefore(from) && told.startedAt.isBefore(to)
                && (version == null || version.equals(told.version));
        List<Told> expected = all.stream().filter(fits).toList();
        List<Told> ended = expected.stream().filter(told -> !told.status.equals("running")).toList();

        JsonPath stats = given()
                .get("/v1/stats?interval=" + (part.equals(Duration.ofDays(1)) ? "1d" : part.toHours() + "h") + "&from="
                        + from + "&to=" + to
                        + (version == null ? "" : "&agent_version=" + version))
                .then().statusCode(200).extract().jsonPath();

        assertThat(stats.getLong("runs.total")).isEqualTo(expected.size());
        for (String status : STATUSES) {
            assertThat(stats.getLong("runs." + status)).as(status)
                    .isEqualTo(expected.stream().filter(told -> told.status.equals(status)).count());
        }
        assertThat(new BigDecimal(stats.getString("runs.total_cost_usd"))).isEqualByComparingTo(
                expected.stream().map(Told::cost).reduce(BigDecimal.ZERO, BigDecimal::add));
        assertNear(stats, "runs.latency_ms",
                expected.stream().filter(told -> told.latency != null).map(Told::latency).toList());
        assertNear(stats, "steps.latency_ms", ended.stream().flatMap(told -> told.steps.stream()).toList());
        assertThat(stats.getInt("tools.find { true }?.calls?.failed ?: 0"))
                .isEqualTo(ended.stream().mapToInt(Told::failedCalls).sum());
        Map<String, Long> byPart = expected.stream().collect(Collectors.groupingBy(told -> Instant.ofEpochSecond(
                told.startedAt.getEpochSecond() / part.toSeconds() * part.toSeconds()).toString(),
                Collectors.counting()));
        List<Map<String, Object>> intervals = stats.getList("intervals");
        assertThat(intervals.stream().collect(Collectors.toMap(interval -> (String) interval.get("start"),
                interval -> ((Number) ((Map<?, ?>) interval.get("runs")).get("total")).longValue()))).isEqualTo(byPart);
    }

    /** Some runs are in sums, others came after. */
    private static void bring(Random random) {
        Database.execute(
                "SELECT refresh_run_digests(array_agg(project_id), array_agg(day), array_agg(run_id)) FROM run");
        for (int part = 0; part < 3; part++) {
            Database.execute(
                    "SELECT add_run_stats(array_agg(project_id), array_agg(day), array_agg(run_id), 1) FROM run "
                            + "WHERE hashtext(run_id) & 3 = ANY (?::int[])",
                    part == 2 ? "{2,3}" : "{" + part + "}");
            if (part < 2) {
                Database.execute(
                        "SELECT fold_run_stats('default', hour) FROM (SELECT DISTINCT hour FROM run_stat) AS h "
                                + "WHERE extract(epoch FROM hour)::bigint / 3600 % 3 <> ?",
                        random.nextInt(4));
            }
        }
    }

    private static void assertNear(JsonPath stats, String at, List<Double> values) {
        if (values.isEmpty()) {
            assertThat((Object) stats.get(at)).isNull();
            return;
        }
        List<Double> sorted = values.stream().sorted().toList();
        Map.of("p50", 0.5, "p90", 0.9, "p95", 0.95, "p99", 0.99).forEach((name, share) -> {
            double exact = sorted.get((int) Math.ceil(share * sorted.size()) - 1);
            assertThat(stats.getDouble(at + "." + name)).as("%s of %s", name, sorted).isCloseTo(exact,
                    within(0.045 * exact + 0.1));
        });
    }

    private static Told told(Random random) {
        String status = STATUSES.get(random.nextInt(STATUSES.size()));
        return new Told(NOON.minusMillis(random.nextInt(350_000_000)), status, random.nextBoolean() ? "v1" : "v2",
                "prod",
                status.equals("running") ? null : (double) (1 + random.nextInt(100_000)),
                random.doubles(random.nextInt(5)).map(x -> Math.exp(x * 12)).boxed().toList(), random.nextInt(3),
                BigDecimal.valueOf(random.nextInt(1000), 4));
    }

    private static void insert(String id, Told told) {
        Database.Run run = Database.run(id, told.startedAt, told.status);
        Database.execute(
                "UPDATE run SET agent_version = ?, environment = ?, total_cost_usd = ?, ended_at = ?::timestamptz WHERE run_id = ?",
                told.version, told.environment, told.cost,
                told.latency == null ? null : told.startedAt.plusMillis(told.latency.longValue()), id);
        for (int i = 0; i < told.steps.size(); i++) {
            run.step("s" + i, i, told.startedAt, null, told.steps.get(i));
        }
        for (int i = 0; i < told.failedCalls; i++) {
            run.callEnding("c" + i, "find", "error", null, null);
        }
    }

    @Test
    void otherProjectsAndLabelsDoNotCount() {
        Database.run("mine", NOON, "success");
        Database.foreignRun("theirs", NOON, "success");
        Database.foreignRun("going", NOON, "running");
        Database.settle();
        String span = "/v1/stats?from=" + NOON + "&to=" + NOON.plusSeconds(7200);
        given().get(span).then().body("runs.total", equalTo(1));
        given().get(span + "&agent_id=agent").then().body("runs.total", equalTo(1));
        given().get(span + "&agent_id=other").then().body("runs.total", equalTo(0));
        given().get(span + "&environment=prod").then().body("runs.total", equalTo(0));
    }

    @Test
    void withoutTimesTheSpanIsADay() {
        Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
        Database.run("in", end.minus(Duration.ofHours(24)), "success");
        Database.run("out", end.minus(Duration.ofHours(24)).minusMillis(1), "success");
        Database.settle();
        given().get("/v1/stats").then().body("runs.total", equalTo(1)).body("to", equalTo(end.toString()));
    }

    @Test
    void ofAnHourWithTooManyRunsAPartIsNotCounted() {
        Database.execute("INSERT INTO run (project_id, day, run_id, agent_name, status, started_at) "
                + "SELECT 'default', ?::timestamptz::date, 'r' || n, 'agent', 'success', ?::timestamptz + make_interval(secs => n * 2) "
                + "FROM generate_series(0, 1000) AS n", NOON, NOON);
        Database.run("next", NOON.plusSeconds(3600), "success");
        Database.settle();
        given().get("/v1/stats?from=" + NOON.plusSeconds(1000) + "&to=" + NOON.plusSeconds(3601)).then()
                .body("runs.total", equalTo(1002)).body("from", equalTo(NOON.toString()))
                .body("to", equalTo(NOON.plusSeconds(3601).toString()));
        given().get("/v1/stats?from=" + NOON.plusSeconds(1000) + "&to=" + NOON.plusSeconds(1001)).then()
                .body("runs.total", equalTo(1001)).body("from", equalTo(NOON.toString()))
                .body("to", equalTo(NOON.plusSeconds(3600).toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "q=x | /q | is not a parameter of this query",
            "from=yesterday | /from | must be an RFC 3339 time",
            "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z | /to | must not be before from",
            "from=2999-01-02T00:00:00Z | /from | must not be in the future without to",
            "from=2025-01-01T00:00:00Z&to=2026-01-03T00:00:00Z | /from | must be at most 366 days before the end",
            "interval=1m | /interval | must be one of 1h, 6h, 1d, 7d",
            "from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z&interval=1h | /interval | must divide the span into at most 1000 parts",
            "from=2026-01-01T00:45:00Z&to=2026-02-11T16:15:00Z&interval=1h | /interval | must divide the span into at most 1000 parts"})
    void whatIsNotUnderstoodIs422(String query, String pointer, String message) {
        given().get("/v1/stats?" + query).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer)).body("errors[0].message", equalTo(message));
    }

    @Test
    void aThousandPartsAreNotTooMany() {
        given().get("/v1/stats?from=2026-01-01T00:00:00Z&to=2026-02-11T16:00:00Z&interval=1h").then().statusCode(200);
    }
}
