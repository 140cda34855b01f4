package io.agentops.query.graph;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class GraphTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void aRunIsSummedUpByNames() {
        Database.run("r1", START, "success").step("s1", 1, START, START.plusMillis(40), null)
                .step("s2", 2, START.plusMillis(50), START.plusMillis(90), null)
                .call("c1", 1, "s1", "kb").call("c2", 2, "s1", "kb").call("c3", 1, "s2", "kb");
        Database.execute("UPDATE run SET ended_at = ?", START.plusMillis(100));
        Database.execute("UPDATE step SET name = 'ask', step_type = 'llm', model = 'm', retries = 1");
        Database.execute("UPDATE step SET status = 'error' WHERE step_id = 's2'");
        Database.execute("UPDATE tool_call SET latency_ms = 10");
        Database.execute("UPDATE tool_call SET status_code = 500 WHERE call_id = 'c2'");
        given().get("/v1/runs/r1/graph").then().statusCode(200).contentType("application/json").body(
                equalTo("""
                        {"run_id":"r1","status":"success","nodes":[\
                        {"id":0,"kind":"agent","name":"agent","step_type":null,"count":1,"failures":0,"retries":0,"total_ms":100.0,"self_ms":20.0},\
                        {"id":1,"kind":"tool","name":"kb","step_type":null,"count":3,"failures":1,"retries":0,"total_ms":30.0,"self_ms":30.0},\
                        {"id":2,"kind":"step","name":"ask","step_type":"llm","count":2,"failures":1,"retries":2,"total_ms":80.0,"self_ms":50.0},\
                        {"id":3,"kind":"model","name":"m","step_type":null,"count":2,"failures":1,"retries":2,"total_ms":80.0,"self_ms":50.0}],\
                        "edges":[{"from":2,"to":1,"type":"call","count":3,"failures":1},\
                        {"from":0,"to":2,"type":"nesting","count":2,"failures":1},\
                        {"from":2,"to":3,"type":"call","count":2,"failures":1}],\
                        "node_count":4,"edge_count":3,"truncated":false}"""));
    }

    @Test
    void agentsWithinAndBelowTheRunAreHandedTo() {
        Database.run("r1", START, "success").step("sub", 1, START, START.plusMillis(40), null)
                .step("ask", 2, START, START.plusMillis(30), null);
        Database.execute("UPDATE step SET name = 'writer', step_type = 'sub_agent' WHERE step_id = 'sub'");
        Database.execute("UPDATE step SET step_type = 'llm', parent_step_id = 'sub' WHERE step_id = 'ask'");
        nested("r2", "r1", "searcher", "failure", START.plusMillis(5));
        nested("r3", "r1", "searcher", "success", START.plusMillis(15));
        nested("r4", "r3", "reader", "success", START.plusMillis(20));
        nested("next-day", "r4", "reader", "success", START.plusSeconds(90_000));
        Database.foreignRun("r5", START, "success");
        Database.execute("UPDATE run SET parent_run_id = 'r1' WHERE run_id = 'r5'");
        Database.execute("UPDATE run SET ended_at = ? WHERE run_id = 'r1'", START.plusMillis(100));
        JsonPath graph = graph("");
        assertThat(graph.<String>getList("nodes.name")).containsExactly("agent", "searcher", "reader", "writer",
                "name of ask");
        assertThat(graph.<Integer>getList("nodes.count")).containsExactly(1, 2, 2, 1, 1);
        assertThat(graph.<Float>getList("nodes.total_ms")).containsExactly(100f, 20f, 20f, 40f, 30f);
        assertThat(graph.<String>getList("edges.collect { it.from + ' ' + it.type + ' ' + it.to + ' ' + it.failures }"))
                .containsExactly("0 handoff 1 1", "0 handoff 3 0", "2 handoff 2 0", "1 handoff 2 0", "3 nesting 4 0");
    }

    @Test
    void runsThatBeganEachOtherAreCountedOnce() {
        Database.run("r1", START, "success");
        nested("r2", "r1", "other", "success", START.plusMillis(5));
        Database.execute("UPDATE run SET parent_run_id = 'r2' WHERE run_id = 'r1'");
        assertThat(graph("").<Integer>getList("nodes.count")).containsExactly(1, 1);
    }

    @Test
    void nestedRunsBeyondTheBoundAreLeftOut() {
        Database.run("r1", START, "success");
        Database.execute("""
                INSERT INTO run (project_id, day, run_id, parent_run_id, agent_name, status, started_at)
                SELECT 'default', '2026-03-01', 'n' || n, 'r1', 'nested', 'success', '2026-03-01 10:00:00Z'
                  FROM generate_series(1, 501) AS n""");
        assertThat(graph("").<Integer>getList("nodes.count")).containsExactly(1, 500);
        assertThat(graph("").getBoolean("truncated")).isTrue();
        Database.execute("DELETE FROM run WHERE run_id = 'n501'");
        assertThat(graph("").getBoolean("truncated")).isFalse();
    }

    @Test
    void whatIsBeyondTheBoundIsLeftOut() {
        Database.run("r1", START, "success");
        Database.execute(
                """
                        INSERT INTO step (project_id, day, run_id, step_id, seq, name, status)
                        SELECT 'default', '2026-03-01', 'r1', 's' || n, n, 'step ' || n % 600, CASE n % 600 WHEN 599 THEN 'error' END
                          FROM generate_series(1, 1199) AS n""");
        JsonPath graph = graph("");
        assertThat(graph.getList("nodes")).hasSize(500);
        assertThat(graph.getList("edges")).hasSize(499);
        assertThat(graph.getString("nodes[1].name")).isEqualTo("step 599");
        assertThat(graph.getInt("nodes[1].failures")).isEqualTo(2);
        assertThat(graph.getInt("node_count")).isEqualTo(601);
        assertThat(graph.getInt("edge_count")).isEqualTo(600);
        assertThat(graph.getBoolean("truncated")).isTrue();
    }

    @Test
    void genericStepsAreShownToThoseWhoAsk() {
        Database.run("r1", START, "success").step("http", 1, START, null, null).call("c", 1, "http", "kb");
        Database.execute("UPDATE step SET step_type = 'generic'");
        assertThat(graph("").<String>getList("nodes.kind")).containsExactly("agent", "tool");
        assertThat(graph("?generic=true").<String>getList("nodes.kind")).containsExactly("agent", "step", "tool");
        given().get("/v1/runs/r1/graph?generic=1").then().statusCode(422)
                .body("errors[0].pointer", equalTo("/generic"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/runs/none/graph", "/v1/runs/theirs/graph", "/v1/runs/a%00b/graph"})
    void runsNotStoredInThisProjectAre404(String path) {
        Database.foreignRun("theirs", START, "success");
        given().urlEncodingEnabled(false).get(path).then().statusCode(404).contentType(Problem.MEDIA_TYPE)
                .body("title", equalTo("Not Found"));
    }

    private static void nested(String runId, String parent, String agent, String status, Instant startedAt) {
        Database.run(runId, startedAt, status);
        Database.execute("UPDATE run SET parent_run_id = ?, agent_name = ?, ended_at = ? WHERE run_id = ?", parent,
                agent, startedAt.plusMillis(10), runId);
    }

    private static JsonPath graph(String query) {
        return given().get("/v1/runs/r1/graph" + query).then().statusCode(200).extract().jsonPath();
    }
}
