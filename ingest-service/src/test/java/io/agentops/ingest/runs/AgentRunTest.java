package io.agentops.ingest.runs;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import java.util.List;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.contract.Topics;
import io.agentops.ingest.Database;
import io.agentops.ingest.KafkaClient;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class AgentRunTest {

    @Inject
    Database database;

    @Inject
    KafkaClient kafka;

    @Test
    void anAnsweredRunIsStoredWithEveryField() {
        String id = freshId("stored");
        post(failedToolRun(id)).statusCode(200)
                .body("run_id", equalTo(id), "status", equalTo("stored"), "steps", equalTo(2), "tool_calls", equalTo(1),
                        "guardrail_events", equalTo(1));
        List<String> rows = database.rowsOf(id);
        assertThat(rows).hasSize(6);
        assertThat(rows.get(0)).contains("\"agent_name\": \"billing-agent\"", "\"status\": \"failure\"",
                "\"total_cost_usd\": 0.0123", "\"tokens_prompt\": 900");
        assertThat(rows.get(1)).contains("\"correlation_ids\": {\"order-9\": true, \"ticket-7\": true}",
                "\"metadata\": {\"team\": \"billing\", \"canary\": true, \"attempt\": 2}");
        assertThat(rows.get(4)).contains("\"status_code\": 400",
                "\"args_json\": {\"lines\": [{\"qty\": 2, \"sku\": \"a\"}], \"customer\": \"c-1\"}");
    }

    @Test
    void personalDataAndSecretsAreMaskedBeforeTheRunIsDurable() {
        String id = freshId("masked");
        post(failedToolRun(id).replace("create_invoice failed", "for ann@example.org, api_key=abc123def")
                .replace("\"c-1\"", "\"+1 415-555-2671\"").replace("\"billing\"", "\"4111 1111 1111 1111\""))
                .statusCode(200);
        String kept = String.join("\n", database.rowsOf(id));
        assertThat(kept).contains("\"error_message\": \"for [email], api_key=[secret]\"", "\"customer\": \"[phone]\"",
                "\"team\": \"[card]\"").doesNotContain("ann@example.org", "abc123def", "2671", "1111");
        ConsumerRecord<String, String> sent = kafka.find(Topics.AGENT_RUNS, Topics.runKey("default", id));
        assertThat(sent.value()).contains("[email]").doesNotContain("ann@example.org", "abc123def", "2671", "1111");
        assertThat(KafkaClient.header(sent, Topics.HEADER_PRIVACY)).isEqualTo("redact");
        assertThat(given().get("/metrics").asString()).contains("agentops_privacy_masked_total{kind=\"email\"}");
    }

    @Test
    void theSameRunTwiceWritesNoRowAgain() {
        String id = freshId("twice");
        String run = failedToolRun(id);
        post(run).statusCode(200);
        String version = "SELECT string_agg(xmin::text || ctid::text, ',' ORDER BY step_id) FROM step WHERE run_id = $1";
        String before = database.value(version, id);
        List<String> rows = database.rowsOf(id);
        post(run).statusCode(200).body("status", equalTo("stored"));
        assertThat(database.value(version, id)).isEqualTo(before);
        assertThat(database.rowsOf(id)).isEqualTo(rows);
    }

    @Test
    void aLateRunningFillsInButOverwritesNothing() {
        String id = freshId("late");
        String head = "{\"run_id\": \"" + id + "\", \"agent_name\": \"a\", \"started_at\": \"2026-01-05T10:00:00Z\", ";
        post(head + "\"status\": \"success\", \"model\": \"final\", \"steps\": [{\"step_id\": \"s\", \"name\": \"n\","
                + " \"status\": \"success\", \"output_summary\": \"whole\"}]}").statusCode(200);
        post(head
                + "\"status\": \"running\", \"model\": \"early\", \"environment\": \"prod\", \"steps\": [{\"step_id\": \"s\","
                + " \"name\": \"n\", \"status\": \"running\", \"output_summary\": \"half\", \"input_summary\": \"in\"}]}")
                .statusCode(200);
        assertThat(database.value("SELECT status || ' ' || model || ' ' || environment FROM run WHERE run_id = $1", id))
                .isEqualTo("success final prod");
        assertThat(database.value(
                "SELECT status || ' ' || output_summary || ' ' || input_summary FROM step WHERE run_id = $1",
                id)).isEqualTo("success whole in");
    }

    @Test
    void aLaterMessageReplacesAChild() {
        String id = freshId("replace");
        String head = "{\"run_id\": \"" + id + "\", \"agent_name\": \"a\", \"started_at\": \"2026-01-05T10:00:00Z\","
                + " \"status\": \"failure\", \"tool_calls\": [{\"call_id\": \"c\", \"tool_name\": \"t\", \"result_summary\": ";
        post(head + "\"zebra\"}]}").statusCode(200);
        post(head + "\"ape\"}]}").statusCode(200);
        assertThat(database.value("SELECT result_summary FROM tool_call WHERE run_id = $1", id)).isEqualTo("ape");
    }

    @Test
    void aCallByAnEmptyNameIsStoredAsTheDoorTookIt() {
        String id = freshId("unnamed");
        post("""
                {"run_id": "%s", "agent_name": "a", "status": "failure", "started_at": "2026-01-01T00:00:00Z",
                 "steps": [{"step_id": "s1", "name": ""}], "tool_calls": [{"call_id": "c1", "step_id": "s1", "tool_name": ""}]}"""
                .formatted(id)).statusCode(200).body("status", equalTo("stored"));
        assertThat(database.value(
                "SELECT s.name || '|' || c.tool_name FROM step s JOIN tool_call c USING (run_id) WHERE run_id = $1",
                id)).isEqualTo("|");
    }

    @Test
    void preferRespondAsyncDoesNotWait() {
        given().header("Prefer", "respond-async").contentType(ContentType.JSON).body(failedToolRun(freshId("async")))
                .post("/agent-runs").then().statusCode(202).body("status", equalTo("accepted"));
    }

    @Test
    void aRunTooLargeForOneRecordIsStoredWhole() {
        String id = freshId("large");
        StringBuilder run = new StringBuilder(
                "{\"run_id\": \"" + id + "\", \"agent_name\": \"a\", \"status\": \"success\","
                        + " \"started_at\": \"2026-01-05T10:00:00Z\", \"error_message\": \"kept\", \"tool_calls\": [");
        for (int i = 0; i < 3000; i++) {
            run.append(i == 0 ? "" : ",").append("{\"call_id\": \"c").append(9999 - i)
                    .append("\", \"step_id\": \"s\", \"tool_name\": \"t\", \"result_summary\": \"")
                    .append("x".repeat(400)).append("\"}");
        }
        post(run + "]}").statusCode(200).body("tool_calls", equalTo(3000));
        assertThat(database.value("SELECT count(*) || ' ' || count(DISTINCT seq) || ' ' || max(seq) FROM tool_call "
                + "WHERE run_id = $1", id)).isEqualTo("3000 3000 2999");
        assertThat(database.value("SELECT seq::text FROM tool_call WHERE run_id = $1 AND call_id = 'c9000'", id))
                .isEqualTo("999");
        assertThat(database.value("SELECT error_message FROM run_payload WHERE run_id = $1", id)).isEqualTo("kept");
    }

    @Test
    void everyBreachIsNamedByItsPointer() {
        post("""
                {"run_id": "", "agent_name": "a", "started_at": "0000-01-01T00:00:00Z", "status": "failure",
                 "steps": [{"step_id": "s", "name": "n", "retries": -1, "started_at": "2026-01-05T10:00:01Z", "ended_at": "2026-01-05T10:00:00Z"}, null],
                 "tool_calls": [{"call_id": "c", "args_json": [1]}],
                 "cost": {"tokens_prompt": -5}, "metadata": {"a/b": {"no": "nesting"}}}""")
                .statusCode(422)
                .contentType("application/problem+json")
                .body("errors.pointer", contains("/run_id", "/started_at", "/cost/tokens_prompt", "/metadata/a~1b",
                        "/steps/0/ended_at", "/steps/0/retries", "/steps/1", "/tool_calls/0/tool_name",
                        "/tool_calls/0/args_json"))
                .body("errors[4].message", equalTo("must not be before started_at"));
    }

    @Test
    void valuesOfTheWrongTypeAreAllNamed() {
        post("""
                {"run_id": 7, "agent_name": "a", "started_at": "yesterday", "status": "exploded"}""")
                .statusCode(422).body("errors.pointer", hasItem("/run_id"));
        post("""
                {"run_id": "x", "agent_name": "a", "started_at": "yesterday", "status": "exploded", "steps": {"not": "a list"}}""")
                .statusCode(422).body("errors.pointer", contains("/started_at", "/status", "/steps"))
                .body("errors.message",
                        hasItems("must be one of running, success, failure, partial", "must be an array"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"run_id\": | 400", "nonsense | 400", "[] | 422", "null | 422", "\"text\" | 422", "{} | 422",
            "{\"run_id\":\"a\",\"run_id\":\"b\"} | 400",
            "{\"run_id\":\"a\\q\"} | 400", "{\"steps\":[{\"latency_ms\":NaN}]} | 400",
            "{\"run_id\":\"a\",\"agent_name\":\"a\",\"status\":\"failure\",\"started_at\":\"2026-01-05T10:00:00Z\",\"metadata\":{\"n\":1e400}} | 422",
            "{\"run_id\":\"a\"} {} | 400", "{\"cost\": {\"total_cost_usd\": 1e999}, \"run_id\":\"a\"} | 422",
            "{\"run_id\":\"a\",\"agent_name\":\"a\\u0000\",\"status\":\"failure\",\"started_at\":\"2026-01-05T10:00:00Z\"} | 422",
            "{\"run_id\":\"\\ud800\",\"agent_name\":\"a\",\"status\":\"failure\",\"started_at\":\"2026-01-05T10:00:00Z\"} | 422",
            "{\"run_id\":\"a\",\"agent_name\":\"a\",\"status\":\"failure\",\"started_at\":\"9999-01-05T10:00:00Z\"} | 422"})
    void whatIsNoRunIsRefused(String body, int status) {
        post(body).statusCode(status).contentType("application/problem+json").body("status", equalTo(status));
    }

    @Test
    void anEmptyBodyAWrongMediaTypeAndAWrongMethodAreProblems() {
        given().contentType(ContentType.JSON).post("/agent-runs").then().statusCode(400)
                .contentType("application/problem+json");
        given().contentType("text/plain").body("x").post("/agent-runs").then().statusCode(415)
                .contentType("application/problem+json");
        given().contentType(ContentType.JSON).body("{}").put("/agent-runs").then().statusCode(405)
                .contentType("application/problem+json");
    }

    private static ValidatableResponse post(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/agent-runs").then();
    }
}
