package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.SPAN_ID;
import static io.agentops.ingest.otlp.OtlpSamples.START;
import static io.agentops.ingest.otlp.OtlpSamples.attribute;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.log;
import static io.agentops.ingest.otlp.OtlpSamples.logs;
import static io.agentops.ingest.otlp.OtlpSamples.nanos;
import static io.agentops.ingest.otlp.OtlpSamples.utf8;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.google.protobuf.InvalidProtocolBufferException;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class LogDoorTest {

    private static final String PROTOBUF = "application/x-protobuf";

    @Inject
    SpanTopic topic;

    @Test
    void aGenAiEventBecomesAnEventOfItsSpan() {
        String trace = freshTrace();
        given().contentType(PROTOBUF).body(logs(log(trace, "gen_ai.evaluation.result")
                .addAttributes(attribute("gen_ai.evaluation.name", "relevance"))
                .setBody(AnyValue.newBuilder().setStringValue("fine"))).toByteArray())
                .post("/v1/logs").then().statusCode(200);
        assertThat(new String(topic.records(trace, 1).get(0).value(), StandardCharsets.UTF_8)).isEqualTo("""
                {"trace_id":"%s","spans":[{"span_id":"%s","events":[{"time":"%s","name":"gen_ai.evaluation.result",\
                "attributes":{"gen_ai.evaluation.name":"relevance","body":"fine"}}]}]}"""
                .formatted(trace, SPAN_ID, START));
    }

    @Test
    void theNameMayBeAnAttributeAndTheTimeTheObservers() {
        String trace = freshTrace();
        given().contentType("application/json").body(utf8("""
                {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"traceId": "%s", "spanId": "%s",
                 "observedTimeUnixNano": "%d", "body": {"kvlistValue": {"values": [
                   {"key": "role", "value": {"stringValue": "user"}}]}},
                 "attributes": [{"key": "event.name", "value": {"stringValue": "gen_ai.user.message"}}]}]}]}]}"""
                .formatted(trace, SPAN_ID, nanos(START)))).post("/v1/logs").then().statusCode(200);
        assertThat(topic.batch(trace).at("/spans/0/events/0").toString()).isEqualTo("""
                {"time":"%s","name":"gen_ai.user.message","attributes":{"event.name":"gen_ai.user.message",\
                "body":{"role":"user"}}}""".formatted(START));
    }

    @Test
    void anExceptionIsKeptByItsNameOrItsType() {
        String trace = freshTrace();
        given().contentType(PROTOBUF).body(logs(log(trace, "exception"),
                log(trace, "").addAttributes(attribute("exception.type", "TimeoutError"))).toByteArray())
                .post("/v1/logs").then().statusCode(200);
        assertThat(topic.batch(trace).at("/spans").findValuesAsText("name")).containsExactly("exception", "exception");
    }

    @Test
    void otherRecordsAreRefusedAndCounted() throws InvalidProtocolBufferException {
        byte[] answer = given().contentType(PROTOBUF).body(logs(log(freshTrace(), "checkout.done"),
                log(freshTrace(), ""), log(freshTrace(), "gen_ai.choice").clearTraceId(),
                log(freshTrace(), "gen_ai.choice").setTimeUnixNano(0)).toByteArray())
                .post("/v1/logs").asByteArray();
        var partial = ExportLogsServiceResponse.parseFrom(answer).getPartialSuccess();
        assertThat(partial.getRejectedLogRecords()).isEqualTo(4);
        assertThat(partial.getErrorMessage()).isEqualTo("2 log records: not a GenAI event; "
                + "1 log record: has no trace and span id; "
                + "1 log record: observed_time_unix_nano must be between the year 2000 and 24 hours from now");
    }
}
