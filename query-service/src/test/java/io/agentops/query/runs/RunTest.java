package io.agentops.query.runs;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.http.Problem;
import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class RunTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeEach
    void empty() {
        Database.empty();
    }

    @Test
    void everythingKnownOfARunIsShown() {
        Database.run("r1", START, "failure").step("s1", 1, START, null, null).step("s2", 2, null, null, null)
                .call("c1", 1, "s1", "search").call("c2", 1, "s2", "search").call("c3", 1, "s9", "fetch")
                .guardrail("g1", null, null, null);
        Database.execute("""
                UPDATE run SET agent_version = '1.2', model = 'm', environment = 'prod', ended_at = ?, error_type = 'E',
                       trace_id = 't', conversation_id = 'c', parent_run_id = 'p', tokens_prompt = 10,
                       tokens_completion = 20, total_cost_usd = 0.0125""", Instant.parse("2026-03-01T10:00:01.5Z"));
        Database.execute("""
                INSERT INTO run_payload (project_id, day, run_id, error_message, correlation_ids, metadata)
                VALUES ('default', '2026-03-01', 'r1', 'boom', '{"zeta": true, "Alpha": true, "beta": true}',
                        '{"region": "eu", "n": 1.5, "ok": true}')""");
        given().get("/agent-runs/r1").then().statusCode(200).contentType("application/json").body(equalTo("""
                {"run_id":"r1","agent_name":"agent","agent_version":"1.2","model":"m","environment":"prod",\
                "started_at":"2026-03-01T10:00:00Z","ended_at":"2026-03-01T10:00:01.500Z","status":"failure",\
                "error_type":"E","error_message":"boom","trace_id":"t","correlation_ids":["Alpha","beta","zeta"],\
                "conversation_id":"c","parent_run_id":"p","metadata":{"n": 1.5, "ok": true, "region": "eu"},\
                "cost":{"tokens_prompt":10,"tokens_completion":20,"total_cost_usd":0.0125},\
                "hung":null,"evaluations":[],"failures":1,"steps":2,"tool_calls":3,"guardrail_events":1}"""));
    }

    @Test
    void whatARunDidNotTellIsNull() {
        Database.run("r1", START, "partial");
        given().get("/agent-runs/r1").then().statusCode(200).body(equalTo("""
                {"run_id":"r1","agent_name":"agent","agent_version":null,"model":null,"environment":null,\
                "started_at":"2026-03-01T10:00:00Z","ended_at":null,"status":"partial",\
                "error_type":null,"error_message":null,"trace_id":null,"correlation_ids":[],\
                "conversation_id":null,"parent_run_id":null,"metadata":{},\
                "cost":{"tokens_prompt":null,"tokens_completion":null,"total_cost_usd":null},\
                "hung":null,"evaluations":[],"failures":0,"steps":0,"tool_calls":0,"guardrail_events":0}"""));
    }

    @Test
    void judgementsAreShownTheEarliestFirst() {
        Database.run("r1", START, "success");
        Database.run("r2", START, "success");
        Database.execute(
                """
                        INSERT INTO evaluation (project_id, day, run_id, evaluation_id, name, score, label, explanation, step_id, created_at)
                        VALUES ('default', '2026-03-01', 'r1', 'e-untimed', 'tone', NULL, NULL, NULL, NULL, NULL),
                               ('default', '2026-03-01', 'r1', 'e-b', 'relevance', 0.875, 'pass', ?, 's1', '2026-03-01 10:00:02.000001Z'),
                               ('default', '2026-03-01', 'r1', 'e-a', 'safety', 1, 'fail', 'rude', NULL, '2026-03-01 10:00:02.000001Z'),
                               ('default', '2026-03-01', 'r1', 'e-z', 'first', -3, NULL, NULL, NULL, '2026-03-01 10:00:01Z'),
                               ('default', '2026-03-01', 'r2', 'e-other', 'tone', 1, NULL, NULL, NULL, NULL)""",
                "x".repeat(3000));
        given().get("/agent-runs/r1").then().statusCode(200)
                .body(containsString(
                        """
                                "evaluations":[\
                                {"evaluation_id":"e-z","name":"first","score":-3.0,"label":null,"explanation":null,"step_id":null,\
                                "created_at":"2026-03-01T10:00:01Z"},\
                                {"evaluation_id":"e-a","name":"safety","score":1.0,"label":"fail","explanation":"rude","step_id":null,\
                                "created_at":"2026-03-01T10:00:02.000001Z"},\
                                {"evaluation_id":"e-b","name":"relevance","score":0.875,"label":"pass","explanation":"%s","step_id":"s1",\
                                "created_at":"2026-03-01T10:00:02.000001Z"},\
                                {"evaluation_id":"e-untimed","name":"tone","score":null,"label":null,"explanation":null,"step_id":null,\
                                "created_at":null}],"""
                                .formatted("x".repeat(2000))));
    }

    @Test
    void aHundredJudgementsAreShownAtMost() {
        Database.run("r1", START, "success");
        Database.execute(
                """
                        INSERT INTO evaluation (project_id, day, run_id, evaluation_id, name, created_at)
                        SELECT 'default', '2026-03-01', 'r1', 'e' || n, 'n', timestamptz '2026-03-01 10:00Z' - n * interval '1 second'
                          FROM generate_series(1, 101) n""");
        given().get("/agent-runs/r1").then().body("evaluations.size()", equalTo(100))
                .body("evaluations[0].evaluation_id", equalTo("e101"))
                .body("evaluations[99].evaluation_id", equalTo("e2"));
    }

    @Test
    void genericStepsDoNotCount() {
        Database.run("r1", START, "success").step("s1", 1, START, null, null).step("s2", 2, START, null, null);
        Database.execute("UPDATE step SET step_type = 'generic' WHERE step_id = 's2'");
        given().get("/agent-runs/r1").then().body("steps", equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "ü-日本", "a%2Fb", "a+b", "a?b#c", "a;b=c", "a\"b\\c", "😀", "rca-runs"})
    void idsMayHoldAnyCharacters(String id) {
        Database.run(id, START, "success");
        given().get("/agent-runs/{id}", id).then().statusCode(200).body("run_id", equalTo(id));
        given().get("/agent-runs/{id}/timeline", id).then().statusCode("rca-runs".equals(id) ? 404 : 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/agent-runs/none", "/agent-runs/none/timeline", "/agent-runs/none/rca-runs",
            "/agent-runs/a%00b", "/agent-runs/a%00b/timeline", "/agent-runs/a%00b/rca-runs", "/agent-runs/theirs",
            "/agent-runs/theirs/timeline", "/agent-runs/theirs/rca-runs"})
    void runsNotStoredInThisProjectAre404(String path) {
        Database.foreignRun("theirs", START, "success");
        given().urlEncodingEnabled(false).get(path).then().statusCode(404).contentType(Problem.MEDIA_TYPE)
                .body("status", equalTo(404)).body("title", equalTo("Not Found"));
    }
}
