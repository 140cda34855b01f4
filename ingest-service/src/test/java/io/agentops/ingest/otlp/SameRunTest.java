package io.agentops.ingest.otlp;

import static io.agentops.ingest.Samples.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.agentops.ingest.Samples;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;

/** A run is the same run, whichever door it came through. */
@QuarkusTest
class SameRunTest {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final String STEPS = """
            SELECT string_agg(concat_ws('|', step_id, name, step_type, status, started_at, ended_at, input_summary,
                                        output_summary, model, tokens_prompt, tokens_completion, cost_usd, error_type,
                                        error_message, parent_step_id), E'\\n' ORDER BY step_id)
              FROM step WHERE run_id = $1""";
    private static final String CALLS = """
            SELECT string_agg(concat_ws('|', call_id, step_id, tool_name, status, started_at, ended_at, args_json,
                                        result_summary, error_class, error_message, status_code, latency_ms), E'\\n'
                              ORDER BY call_id)
              FROM tool_call WHERE run_id = $1""";
    private static final String RUN = """
            SELECT concat_ws('|', agent_name, agent_version, environment, status, started_at, ended_at, error_type,
                             conversation_id, tokens_prompt, tokens_completion, total_cost_usd)
              FROM run WHERE run_id = $1""";

    private final Instant start = Samples.recent();

    @Inject
    Database database;

    @Test
    void theFullFormAndOpenTelemetryGiveTheSameStepsAndCalls() {
        String full = freshId("full");
        String traced = freshId("traced");
        RestAssured.given().contentType(ContentType.JSON).body(fullForm(full)).post("/agent-runs").then()
                .statusCode(200);
        RestAssured.given().contentType(ContentType.JSON).body(spans(traced)).post("/v1/traces").then()
                .statusCode(200);
        await().atMost(LONGEST).until(() -> database.value(STEPS, traced) != null);

        assertThat(database.value(STEPS, traced)).isEqualTo(database.value(STEPS, full)).contains("[email]");
        assertThat(database.value(CALLS, traced)).isEqualTo(database.value(CALLS, full)).contains("timeout");
        assertThat(database.value(RUN, traced)).isEqualTo(database.value(RUN, full));
    }

    @Test
    void bothAtOnceAreOneRun() {
        String id = freshId("both");
        RestAssured.given().contentType(ContentType.JSON).body(spans(id)).post("/v1/traces").then().statusCode(200);
        RestAssured.given().contentType(ContentType.JSON).body(fullForm(id)).post("/agent-runs").then()
                .statusCode(200);
        RestAssured.given().contentType(ContentType.JSON).body(spans(id)).post("/v1/traces").then().statusCode(200);
        await().atMost(LONGEST).until(() -> database.value("SELECT trace_id FROM run WHERE run_id = $1", id) != null);

        assertThat(database.value("SELECT count(*) FROM step WHERE run_id = $1", id)).isEqualTo("2");
        assertThat(database.value("SELECT count(*) FROM tool_call WHERE run_id = $1", id)).isEqualTo("1");
        assertThat(database.value("SELECT from_spans FROM run WHERE run_id = $1", id)).isEqualTo("false");
    }

    private String fullForm(String id) {
        return """
                {"run_id": "%s", "agent_name": "clerk", "agent_version": "7", "environment": "prod", "started_at": "%s",
                 "ended_at": "%s", "status": "failure", "error_type": "timeout", "conversation_id": "thread-1",
                 "steps": [
                   {"step_id": "s1", "name": "chat gpt-4o", "step_type": "llm", "status": "success", "started_at": "%s",
                    "ended_at": "%s", "input_summary": "Write to ann@example.org", "output_summary": "I shall",
                    "model": "gpt-4o", "cost": {"tokens_prompt": 1000, "tokens_completion": 100, "total_cost_usd": 0.0035}},
                   {"step_id": "s2", "name": "send", "step_type": "other", "status": "success", "started_at": "%s",
                    "ended_at": "%s"}],
                 "tool_calls": [
                   {"call_id": "c1", "step_id": "s2", "tool_name": "mail", "status": "failure", "started_at": "%s",
                    "ended_at": "%s", "args_json": {"to": "ann@example.org"}, "result_summary": "none",
                    "error_class": "timeout", "error_message": "took too long", "status_code": 504, "latency_ms": 500}],
                 "cost": {"tokens_prompt": 1000, "tokens_completion": 100, "total_cost_usd": 0.0035}}"""
                .formatted(id, at(0), at(5), at(1), at(2), at(3), at(4), at(3), at(3).plusMillis(500));
    }

    private String spans(String id) {
        String trace = "%032x"
                .formatted(new java.math.BigInteger(1, id.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .mod(java.math.BigInteger.TWO.pow(127)));
        return """
                {"resourceSpans": [{"resource": {"attributes": [%s, %s]}, "scopeSpans": [{"spans": [
                  {"traceId": "%6$s", "spanId": "00000000000000a1", "name": "invoke_agent clerk", "kind": 1,
                   "startTimeUnixNano": "%7$s", "endTimeUnixNano": "%8$s", "status": {"code": 2},
                   "attributes": [%3$s, %4$s, {"key": "agentops.run.id", "value": {"stringValue": "%5$s"}},
                     {"key": "gen_ai.conversation.id", "value": {"stringValue": "thread-1"}},
                     {"key": "error.type", "value": {"stringValue": "timeout"}}]},
                """.formatted(attribute("service.version", "7"), attribute("deployment.environment.name", "prod"),
                attribute("gen_ai.operation.name", "invoke_agent"), attribute("gen_ai.agent.name", "clerk"), id, trace,
                nanos(at(0)), nanos(at(5)))
                + """
                          {"traceId": "%s", "spanId": "00000000000000a2", "parentSpanId": "00000000000000a1", "name": "chat gpt-4o",
                           "startTimeUnixNano": "%s", "endTimeUnixNano": "%s", "attributes": [%s, %s, %s, %s,
                             {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "1000"}},
                             {"key": "gen_ai.usage.output_tokens", "value": {"intValue": 100}},
                             {"key": "gen_ai.input.messages", "value": {"stringValue":
                               "[{\\"role\\": \\"user\\", \\"parts\\": [{\\"type\\": \\"text\\", \\"content\\": \\"Write to ann@example.org\\"}]}]"}},
                             {"key": "gen_ai.output.messages", "value": {"arrayValue": {"values": [{"kvlistValue": {"values": [
                               {"key": "role", "value": {"stringValue": "assistant"}},
                               {"key": "content", "value": {"stringValue": "I shall"}}]}}]}}}]},
                        """
                        .formatted(trace, nanos(at(1)), nanos(at(2)), attribute("gen_ai.operation.name", "chat"),
                                attribute("gen_ai.request.model", "gpt-4o"),
                                attribute("gen_ai.provider.name", "openai"),
                                attribute("agentops.step.id", "s1"))
                + """
                          {"traceId": "%s", "spanId": "00000000000000a3", "parentSpanId": "00000000000000a1", "name": "send",
                           "startTimeUnixNano": "%s", "endTimeUnixNano": "%s", "attributes": [%s]},
                        """
                        .formatted(trace, nanos(at(3)), nanos(at(4)), attribute("agentops.step.id", "s2"))
                + """
                          {"traceId": "%s", "spanId": "00000000000000a4", "parentSpanId": "00000000000000a3",
                           "name": "execute_tool mail", "startTimeUnixNano": "%s", "endTimeUnixNano": "%s",
                           "status": {"code": 2, "message": "took too long"}, "attributes": [%s, %s, %s, %s, %s, %s,
                             {"key": "http.response.status_code", "value": {"intValue": 504}}]}]}]}]}
                        """.formatted(trace, nanos(at(3)), nanos(at(3).plusMillis(500)),
                        attribute("gen_ai.operation.name", "execute_tool"), attribute("gen_ai.tool.name", "mail"),
                        attribute("gen_ai.tool.call.id", "c1"), attribute("error.type", "timeout"),
                        attribute("gen_ai.tool.call.result", "none"),
                        attribute("gen_ai.tool.call.arguments", "{\\\"to\\\": \\\"ann@example.org\\\"}"));
    }

    private Instant at(int seconds) {
        return start.plusSeconds(seconds);
    }

    private static String nanos(Instant time) {
        return time.getEpochSecond() + "%09d".formatted(time.getNano());
    }

    private static String attribute(String name, String value) {
        return "{\"key\": \"%s\", \"value\": {\"stringValue\": \"%s\"}}".formatted(name, value);
    }
}
