package io.agentops.query.groups;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.agentops.query.page.Cursor;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.core.json.JsonArray;

@QuarkusTest
class FailureGroupTest {

    private static final Instant NOON = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(2))
            .plus(Duration.ofHours(12));

    @BeforeEach
    void clear() {
        Database.empty();
    }

    @Test
    void withoutFailedRunsThereIsNoGroup() {
        Database.run("r1", NOON, "success");
        Database.settle();
        given().get("/v1/failure-groups").then().statusCode(200).body(equalTo("{\"items\":[],\"next_cursor\":null}"));
    }

    @Test
    void aGroupIsToldInFull() {
        failed("r1", NOON.minus(Duration.ofDays(20)), "find", "no customer 1", "1");
        failed("r2", NOON, "find", "no customer 22", "1");
        failed("r3", NOON.plusSeconds(1800), "find", "no customer 333", "2");
        failed("r4", NOON.plus(Duration.ofHours(3)), "find", "no customer 4", "2");
        Database.settle();
        Database.execute("UPDATE failure_group SET note = 'known'");
        String group = group("r1");
        String from = NOON.minusSeconds(3600).toString();
        String expected = """
                {"group_id":"%s","state":"open","agent_id":"agent","failure_type":"tool","failure_code":"api_error","step_type":"tool",\
                "tool":"find","error_class":"ApiError","message":"no customer <n>","count":3,"first_seen":"%s","last_seen":"%s",\
                "versions":[{"agent_version":"2","count":2},{"agent_version":"1","count":1}],\
                "trend":[{"start":"%s","count":0},{"start":"%s","count":2},{"start":"%s","count":0},{"start":"%s","count":0},\
                {"start":"%s","count":1}],"example_runs":["r4","r3","r2"],"resolved_at":null,"resolved_in_version":null,\
                "muted_until":null,"note":"known"}"""
                .formatted(group, NOON.minus(Duration.ofDays(20)), NOON.plus(Duration.ofHours(3)),
                        from, NOON, NOON.plusSeconds(3600), NOON.plusSeconds(7200), NOON.plusSeconds(10_800));
        // Hours count as a whole, at both ends.
        String span = "?from=" + NOON.minusSeconds(10) + "&to=" + NOON.plusSeconds(10_801);
        given().get("/v1/failure-groups" + span).then().statusCode(200).contentType("application/json")
                .body(equalTo("{\"items\":[" + expected + "],\"next_cursor\":null}"));
        given().get("/v1/failure-groups/" + group + span).then().statusCode(200).body(equalTo(expected));
    }

    @Test
    void aGroupIsFoundByItsIdWhenNoneOfItsRunsCount() {
        failed("r1", NOON, "find", "no", "1");
        Database.settle();
        given().get("/v1/failure-groups/" + group("r1") + "?from=2026-01-01T00:00:00Z&to=2026-01-01T02:00:00Z").then()
                .statusCode(200)
                .body("count", equalTo(0), "first_seen", equalTo(NOON.toString()), "versions", empty(), "example_runs",
                        empty(),
                        "trend.count", contains(0, 0));
        given().get("/v1/failure-groups/1-none").then().statusCode(404).contentType(Problem.MEDIA_TYPE)
                .body("detail", equalTo("No failure group is known by this id."));
        given().urlEncodingEnabled(false).get("/v1/failure-groups/%00").then().statusCode(404);
    }

    @Test
    void runsOfAGroupAreFoundByIt() {
        failed("r1", NOON, "find", "no customer 1", "1");
        failed("r2", NOON.plusSeconds(1), "find", "no customer 2", "1");
        failed("r3", NOON, "send", "no", "1");
        Database.run("r4", NOON, "success");
        Database.settle();
        given().get("/v1/runs?q=group:" + group("r1")).then().statusCode(200).body("items.run_id",
                contains("r2", "r1"));
        given().get("/v1/runs?q=-group:*").then().body("items.run_id", contains("r4"));
        given().get("/v1/runs/r3").then().body("failure_group", equalTo(group("r3")));
        given().get("/v1/runs/r4").then().body("failure_group", nullValue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            agent_id=agent            | find:2 send:1
            agent_id=other            |
            agent_version=1           | find:1 send:1
            agent_version=2           | find:1
            environment=prod          | find:1
            tool=send                 | send:1
            failure_code=api_error    | find:2 send:1
            failure_code=timeout      |
            state=open                | find:2 send:1
            state=muted               |
            tool=find&agent_version=1 | find:1""")
    void filtersSayWhichGroupsShowAndWhichRunsCount(String filter, String expected) {
        failed("r1", NOON, "find", "no", "1");
        failed("r2", NOON, "find", "no", "2");
        failed("r3", NOON, "send", "no", "1");
        Database.execute("UPDATE run SET environment = 'prod' WHERE run_id = 'r2'");
        Database.foreignRun("theirs", NOON, "failure");
        Database.settle();
        JsonPath found = given().get("/v1/failure-groups?" + filter).then().statusCode(200).extract().jsonPath();
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < found.getList("items").size(); i++) {
            groups.add(found.getString("items[" + i + "].tool") + ":" + found.getLong("items[" + i + "].count"));
            assertThat(found.getList("items[" + i + "].example_runs")).hasSize(found.getInt("items[" + i + "].count"));
        }
        // Those with as many runs stand in the order of their ids.
        Collections.sort(groups);
        assertThat(String.join(" ", groups)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void statesAreThoseOfNow() {
        failed("r1", NOON, "open", "no", "1");
        failed("r2", NOON, "resolved", "no", "1");
        failed("r3", NOON.plusSeconds(60), "regressed", "no", "1");
        failed("r4", NOON, "muted", "no", "1");
        failed("r5", NOON, "unmuted", "no", "1");
        failed("r6", NOON.plusSeconds(60), "fixed-in-2", "no", "1");
        failed("r7", NOON.plusSeconds(60), "not-fixed-in-2", "no", "2");
        Database.settle();
        Database.execute(
                "UPDATE failure_group SET state = 'resolved', resolved_at = ? WHERE tool_name IN ('resolved', 'regressed')",
                NOON.plusSeconds(30));
        Database.execute(
                "UPDATE failure_group SET state = 'resolved', resolved_at = ?, resolved_in_version = '2', earlier_versions = '{1}' "
                        + "WHERE tool_name LIKE '%fixed-in-2'",
                NOON.plusSeconds(30));
        Database.execute("UPDATE failure_group SET state = 'muted', muted_until = ? WHERE tool_name = 'muted'",
                Instant.now().plusSeconds(60));
        Database.execute("UPDATE failure_group SET state = 'muted', muted_until = ? WHERE tool_name = 'unmuted'", NOON);
        Map<String, List<String>> tools = new HashMap<>();
        for (String state : List.of("open", "resolved", "regressed", "muted")) {
            tools.put(state, given().get("/v1/failure-groups?state=" + state).then().statusCode(200).extract()
                    .<List<String>>path("items.tool").stream().sorted().toList());
        }
        assertThat(tools).isEqualTo(
                Map.of("open", List.of("open", "unmuted"), "resolved", List.of("fixed-in-2", "resolved"), "regressed",
                        List.of("not-fixed-in-2", "regressed"), "muted", List.of("muted")));
    }

    private record Expected(String tool, long count, Instant first, Instant last) {}

    @ParameterizedTest
    @CsvSource({"count,1", "count,3", "count,200", "last_seen,1", "last_seen,2", "last_seen,7", "last_seen,200",
            "first_seen,1",
            "first_seen,3", "first_seen,200"})
    void pagesOfAnySizeGiveTheSameList(String sort, int limit) {
        Random random = new Random(5);
        Map<String, List<Instant>> runs = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            String tool = "t" + random.nextInt(14);
            // Many in the same hour, some at the same moment.
            Instant at = NOON.plusSeconds(random.nextInt(4) * 3600L + random.nextInt(4));
            runs.computeIfAbsent(tool, added -> new ArrayList<>()).add(at);
            failed("r" + i, at, tool, "no", "1");
        }
        Database.settle();
        Map<String, String> ids = new HashMap<>();
        Database.rows("SELECT tool_name, group_id FROM failure_group",
                row -> ids.put(row.getString(1), row.getString(2)));
        Comparator<Expected> order = switch (sort) {
            case "count" -> Comparator.comparing(Expected::count).reversed();
            case "last_seen" -> Comparator.comparing(Expected::last).reversed();
            default -> Comparator.comparing(Expected::first).reversed();
        };
        List<String> expected = runs.entrySet().stream()
                .map(tool -> new Expected(tool.getKey(), tool.getValue().size(),
                        tool.getValue().stream().min(Comparator.naturalOrder()).get(),
                        tool.getValue().stream().max(Comparator.naturalOrder()).get()))
                .sorted(order.thenComparing(tool -> ids.get(tool.tool))).map(Expected::tool).toList();

        List<String> found = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = given().get("/v1/failure-groups?sort=" + sort + "&limit=" + limit + cursor).then()
                    .statusCode(200).extract()
                    .jsonPath();
            found.addAll(page.getList("items.tool"));
            cursor = page.getString("next_cursor") == null ? null : "&cursor=" + page.getString("next_cursor");
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void laterPagesCountTheSameHours() {
        failed("r1", NOON, "find", "no", "1");
        failed("r2", NOON, "find", "no", "1");
        failed("r3", NOON, "send", "no", "1");
        Database.settle();
        String cursor = given().get("/v1/failure-groups?limit=1").then().extract().path("next_cursor");
        List<Object> key = new ArrayList<>(
                new JsonArray(new String(Base64.getUrlDecoder().decode(cursor), UTF_8)).getList());
        key.set(0, Long.parseLong(key.get(0).toString()));
        key.set(1, GroupPlace.micros(NOON));
        key.set(2, 2L);
        given().get("/v1/failure-groups?limit=1&cursor=" + Cursor.of(key)).then().statusCode(200).body("items",
                hasSize(0));
        given().get("/v1/failure-groups?limit=1&cursor=" + cursor).then().statusCode(200).body("items.tool",
                contains("send"));
    }

    @Test
    void trendsHaveFewParts() {
        failed("r1", NOON, "find", "no", "1");
        Database.settle();
        for (int days : List.of(1, 7, 30, 92, 366)) {
            String span = "from=" + NOON.minus(Duration.ofDays(days - 1)) + "&to=" + NOON.plus(Duration.ofDays(1));
            List<Integer> list = given().get("/v1/failure-groups?" + span).then().extract()
                    .path("items[0].trend.count");
            List<Integer> one = given().get("/v1/failure-groups/" + group("r1") + "?" + span).then().extract()
                    .path("trend.count");
            assertThat(list).hasSizeBetween(15, 30).contains(1);
            assertThat(one).hasSizeBetween(24, 200).contains(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "q=x | /q | is not a parameter of this list",
            "state=closed | /state | must be one of open, resolved, regressed, muted",
            "sort=name | /sort | must be one of count, last_seen, first_seen",
            "limit=0 | /limit | must be a whole number from 1 to 200",
            "from=yesterday | /from | must be an RFC 3339 time",
            "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z | /to | must not be before from",
            "from=2999-01-02T00:00:00Z | /from | must not be in the future without to",
            "from=2024-01-01T00:00:00Z&to=2026-01-03T00:00:00Z | /from | must be at most 366 days before the end",
            "cursor=x | /cursor | must be the next_cursor of an earlier page"})
    void whatIsNotUnderstoodIs422(String query, String pointer, String message) {
        given().get("/v1/failure-groups?" + query).then().statusCode(422).contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer)).body("errors[0].message", equalTo(message));
    }

    @Test
    void aCursorBelongsToItsQuery() {
        failed("r1", NOON, "find", "no", "1");
        failed("r2", NOON, "send", "no", "1");
        Database.settle();
        String cursor = given().get("/v1/failure-groups?limit=1").then().extract().path("next_cursor");
        given().get("/v1/failure-groups?limit=1&sort=last_seen&cursor=" + cursor).then().statusCode(422)
                .body("errors[0].message", equalTo("must be the next_cursor of an earlier page of the same query"));
        given().get("/v1/failure-groups/" + group("r1") + "?tool=x").then().statusCode(422)
                .body("errors[0].message", equalTo("is not a parameter of this read"));
    }

    private static void failed(String id, Instant at, String tool, String message, String version) {
        Database.run(id, at, "failure").callEnding("c", tool, "error", "ApiError", null);
        Database.execute("UPDATE run SET agent_version = ? WHERE run_id = ?", version, id);
        Database.execute("UPDATE tool_call SET error_message = ? WHERE run_id = ?", message, id);
    }

    private static String group(String runId) {
        return Database.rows("SELECT failure_group_of(facets) FROM run WHERE run_id = '" + runId + "'",
                row -> row.getString(1)).get(0);
    }
}
