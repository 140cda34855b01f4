package io.agentops.ingest.agents;

import static io.restassured.RestAssured.given;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What makes no sense is answered 4xx at every door about agents, with a problem. */
@QuarkusTest
class AgentDoorsTest {

    private static Response send(String method, String path, String body) {
        var request = given().urlEncodingEnabled(false);
        if (body != null) {
            request.contentType("application/json").body(body.getBytes(StandardCharsets.UTF_8));
        }
        return request.request(method, path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            POST   | /telemetry                | ``                                                        | 400
            POST   | /telemetry                | null                                                      | 422
            POST   | /telemetry                | [null]                                                    | 422
            POST   | /telemetry                | "text"                                                    | 422
            POST   | /telemetry                | {"agent_id": {}, "status": []}                            | 422
            POST   | /telemetry                | {"agent_id": "a", "status": "HEALTHY", "sequence": 1e99}  | 422
            POST   | /telemetry                | {"agent_id": "a", "status": "HEALTHY", "latency_ms": 1e999} | 422
            POST   | /telemetry                | {"agent_id": "a", "status": "HEALTHY", "error_rate": NaN} | 400
            POST   | /telemetry                | {"agent_id": "\\ud800", "status": "HEALTHY"}              | 422
            POST   | /inject-fault             | -                                                         | 415
            POST   | /inject-fault             | ``                                                        | 400
            POST   | /inject-fault             | null                                                      | 422
            POST   | /inject-fault             | {"agent_id": "\\u0000", "type": "error"}                  | 404
            POST   | /inject-fault             | {"agent_id": "\\ud800", "type": "error"}                  | 404
            POST   | /inject-fault             | {"agent_id": "nobody", "type": "error", "duration_s": 1e9} | 422
            POST   | /inject-fault             | {"agent_id": "nobody", "type": "error", "rate": "NaN"}    | 422
            POST   | /inject-fault             | {"agent_id": "nobody", "type": 7}                         | 422
            POST   | /agents/nobody/faults     | {"type": "error", "ttl_seconds": 9, "match": []}          | 422
            POST   | /agents/nobody/faults     | {"type": "error", "ttl_seconds": 9, "fault_id": "\\u0000"} | 422
            POST   | /agents/nobody/faults     | {"type": "error", "ttl_seconds": 9, "reason": "\\ud800"}  | 422
            POST   | /agents/%00/faults        | {"type": "error", "ttl_seconds": 9}                       | 404
            POST   | /agents/%FF/faults        | {"type": "error", "ttl_seconds": 9}                       | 404
            DELETE | /agents/%00/faults        | -                                                         | 404
            DELETE | /agents/nobody/faults/%00 | -                                                         | 404
            DELETE | /agents/a%2Fb/faults      | -                                                         | 404
            POST   | /agents/nobody/recover    | -                                                         | 404
            POST   | /agents/%00/recover       | -                                                         | 404
            POST   | /agents/nobody/recover    | {"reason": 7}                                             | 422
            POST   | /agents/nobody/recover    | {"reason": "\\u0000"}                                     | 422
            POST   | /agents/nobody/recover    | {"requested_by": "\\ud800"}                               | 422
            POST   | /agents/nobody/recover    | {"nonsense": true}                                        | 422
            POST   | /agents/nobody/recover    | []                                                        | 422
            PUT    | /agents/nobody/healing    | ``                                                        | 400
            PUT    | /agents/nobody/healing    | null                                                      | 422
            PUT    | /agents/nobody/healing    | {"policy": 7}                                             | 422
            PUT    | /agents/nobody/healing    | {"policy": "manual", "paused_until": "soon"}              | 422
            PUT    | /agents/nobody/healing    | {"policy": "manual", "paused_until": "+999999999-01-01T00:00:00Z"} | 422
            PUT    | /agents/nobody/healing    | {"policy": "manual", "target": "pod"}                     | 422
            PUT    | /agents/%00/healing       | {"policy": "manual"}                                      | 404
            POST   | /agents/%00/healing/reset | -                                                         | 404
            PUT    | /v1/healing               | {}                                                        | 422
            PUT    | /v1/healing               | {"stopped": "yes"}                                        | 422
            PUT    | /v1/healing               | {"stopped": true}                                         | 422
            PUT    | /v1/healing               | {"stopped": true, "reason": "\\u0000"}                    | 422
            """)
    void whatMakesNoSenseIsRefused(String method, String path, String body, int status) {
        send(method, path, body).then().statusCode(status).contentType("application/problem+json");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        String large = "{\"agent_id\": \"a\", \"status\": \"HEALTHY\", \"reason\": \"%s\"}"
                .formatted("x".repeat(1 << 20));
        send("POST", "/telemetry", large).then().statusCode(413);
        send("PUT", "/agents/nobody/healing", "[".repeat(100_000)).then().statusCode(400);
        given().header("Idempotency-Key", "x".repeat(201)).post("/agents/nobody/recover").then().statusCode(422);
    }
}
