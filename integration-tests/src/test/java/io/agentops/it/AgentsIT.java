package io.agentops.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.agentops.example.ExampleMain;
import io.restassured.http.ContentType;

/** Agents report in the way that suits them, and operators see what they did. */
@ExtendWith(RunningPlatform.class)
class AgentsIT {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Test
    void anAgentWithTheSdkShowsItsRunsStepsAndFailures() throws Exception {
        ExampleMain.main(new String[]{RunningPlatform.base()});

        await().atMost(LONGEST).untilAsserted(() -> {
            List<String> statuses = given().get("/v1/runs?agent_id=shop-agent&limit=10").then().statusCode(200)
                    .extract().path("items.status");
            assertThat(statuses).containsExactlyInAnyOrder("success", "success", "partial", "failure", "success");
        });
        String failed = given().get("/v1/runs?agent_id=shop-agent&status=failure").then().body("items", hasSize(1))
                .extract().path("items[0].run_id");
        List<String> steps = given().get("/v1/runs/{id}/steps", failed).then().statusCode(200).extract()
                .path("items.name");
        assertThat(steps).containsExactly("choose_tools", "stock_lookup", "stock_lookup", "stock_lookup", "answer");
        given().get("/v1/runs/{id}/failures", failed).then().body("items.failure_code.unique().size()", equalTo(2));
        given().get("/agent-runs/{id}", failed).then().body("agent_name", equalTo("shop-agent"), "tool_calls",
                equalTo(3));
        Runs.requestRca(failed);
    }

    @Test
    void aTraceInPiecesBecomesOneRunThatCanBeExplained() {
        String trace = UUID.randomUUID().toString().replace("-", "");
        long now = System.currentTimeMillis() * 1_000_000;
        String tool = span(trace, "00000000000000b2", "00000000000000b1", "execute_tool lookup", now, 2,
                "gen_ai.operation.name", "execute_tool", "gen_ai.tool.name", "lookup", "gen_ai.tool.call.id", "c1",
                "error.type", "timeout");
        String root = span(trace, "00000000000000b1", "", "invoke_agent clerk", now - 1000, 2,
                "gen_ai.operation.name", "invoke_agent", "gen_ai.agent.name", "clerk", "error.type", "timeout");
        send(tool);
        String runId = await().atMost(LONGEST).until(() -> runOf(trace), id -> id != null);
        given().get("/agent-runs/{id}", runId).then().body("status", equalTo("running"));
        send(root);
        send(tool);
        await().atMost(LONGEST).untilAsserted(() -> given().get("/agent-runs/{id}", runId).then()
                .body("status", equalTo("failure"), "agent_name", equalTo("clerk"), "tool_calls", equalTo(1)));
        given().get("/v1/traces/{id}", trace).then().body("spans", equalTo(2), "error_spans", equalTo(2));

        String rca = Runs.requestRca(runId);
        await().atMost(LONGEST).untilAsserted(() -> given().get("/agent-runs/rca-runs/{id}", rca).then()
                .body("status", equalTo("done"), "report.category", equalTo("timeout")));
    }

    @Test
    void aRunWhoseAgentWentSilentIsHungUntilItIsHeardOfAgain() {
        String id = Runs.freshId("silent");
        String run = "{\"run_id\": \"%s\", \"agent_name\": \"a\", \"started_at\": \"%s\", \"status\": \"%s\", "
                + "\"steps\": [{\"step_id\": \"s1\", \"name\": \"wait\", \"status\": \"running\"}]}";
        Runs.ingest(run.formatted(id, Runs.minutesAgo(60), "running"));
        given().get("/agent-runs/{id}", id).then().body("hung", nullValue());

        await().atMost(LONGEST).untilAsserted(() -> given().get("/agent-runs/{id}", id).then()
                .body("status", equalTo("running"), "hung.last_step.name", equalTo("wait")));
        given().get("/v1/runs?hung=true&limit=200").then().body("items.findAll { it.run_id == '" + id + "' }",
                hasSize(1));

        Runs.ingest(run.formatted(id, Runs.minutesAgo(60), "success"));
        given().get("/agent-runs/{id}", id).then().body("status", equalTo("success"), "hung", nullValue());
    }

    private static String runOf(String trace) {
        var answer = given().get("/v1/traces/{id}", trace);
        return answer.statusCode() == 200 ? answer.path("runs[0]") : null;
    }

    private static void send(String span) {
        given().contentType(ContentType.JSON)
                .body("{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [" + span + "]}]}]}")
                .post("/v1/traces").then().statusCode(200).body(equalTo("{}"));
    }

    private static String span(String trace, String id, String parent, String name, long start, int status,
            String... attributes) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < attributes.length; i += 2) {
            list.append(i == 0 ? "" : ", ").append("{\"key\": \"%s\", \"value\": {\"stringValue\": \"%s\"}}"
                    .formatted(attributes[i], attributes[i + 1]));
        }
        return """
                {"traceId": "%s", "spanId": "%s", "parentSpanId": "%s", "name": "%s", "startTimeUnixNano": "%d",
                 "endTimeUnixNano": "%d", "status": {"code": %d}, "attributes": [%s]}"""
                .formatted(trace, id, parent, name, start, start + 1_000_000, status, list);
    }
}
