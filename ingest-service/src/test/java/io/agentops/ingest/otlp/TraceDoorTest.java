package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.START;
import static io.agentops.ingest.otlp.OtlpSamples.attribute;
import static io.agentops.ingest.otlp.OtlpSamples.bytes;
import static io.agentops.ingest.otlp.OtlpSamples.chat;
import static io.agentops.ingest.otlp.OtlpSamples.chatJson;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.gzip;
import static io.agentops.ingest.otlp.OtlpSamples.nanos;
import static io.agentops.ingest.otlp.OtlpSamples.traces;
import static io.agentops.ingest.otlp.OtlpSamples.tracesJson;
import static io.agentops.ingest.otlp.OtlpSamples.utf8;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
class TraceDoorTest {

    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    @Inject
    SpanTopic topic;

    @Test
    void aSpanInProtobufIsOnTheTopicWithEveryField() {
        String trace = freshTrace();
        Response answer = post(PROTOBUF, traces(chat(trace).setParentSpanId(bytes("00f067aa0ba902b7")).setFlags(0x301)
                .setStartTimeUnixNano(nanos(START) + 123_456_789)
                .addEvents(
                        Span.Event.newBuilder().setName("gen_ai.choice").setTimeUnixNano(nanos(START.plusMillis(500)))
                                .addAttributes(attribute("index", AnyValue.newBuilder().setIntValue(0))))
                .addAttributes(attribute("list", AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder()
                        .addValues(AnyValue.newBuilder().setDoubleValue(0.5))
                        .addValues(AnyValue.newBuilder().setBoolValue(true)))))
                .addAttributes(attribute("nan", AnyValue.newBuilder().setDoubleValue(Double.NaN)))
                .addAttributes(attribute("raw", AnyValue.newBuilder().setBytesValue(ByteString.copyFromUtf8("hi!")))))
                .toByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo(PROTOBUF);
        assertThat(answer.asByteArray()).isEmpty();

        List<ConsumerRecord<String, byte[]>> records = topic.records(trace, 1);
        assertThat(records).hasSize(1);
        assertThat(header(records.get(0), "project_id")).isEqualTo("default");
        assertThat(header(records.get(0), "door")).isEqualTo("otlp_http");
        assertThat(new String(records.get(0).value(), StandardCharsets.UTF_8)).isEqualTo(
                """
                        {"trace_id":"%s","resources":{"1053e37ef1107619":{"service.name":"billing"}},"spans":[{\
                        "span_id":"eee19b7ec3c1b174","parent_span_id":"00f067aa0ba902b7","remote_parent":true,"name":"chat m-1",\
                        "kind":"client","started_at":"%s","ended_at":"%s","status":"ok","scope":"test.scope",\
                        "resource":"1053e37ef1107619","attributes":{"gen_ai.operation.name":"chat",\
                        "gen_ai.usage.input_tokens":900,"list":[0.5,true],"nan":"NaN","raw":"aGkh"},\
                        "events":[{"time":"%s","name":"gen_ai.choice","attributes":{"index":0}}]}]}"""
                        .formatted(trace, START.plusNanos(123_456_000), START.plusMillis(1250), START.plusMillis(500)));
    }

    @Test
    void theSameSpanInJsonIsTheSameRecord() {
        String inProtobuf = freshTrace();
        String inJson = freshTrace();
        post(PROTOBUF, traces(chat(inProtobuf)).toByteArray()).then().statusCode(200);
        Response answer = post(JSON, utf8(tracesJson(chatJson(inJson))));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith(JSON);
        assertThat(answer.asString()).isEqualTo("{}");
        assertThat(new String(topic.records(inJson, 1).get(0).value(), StandardCharsets.UTF_8))
                .isEqualTo(new String(topic.records(inProtobuf, 1).get(0).value(), StandardCharsets.UTF_8)
                        .replace(inProtobuf, inJson));
    }

    @Test
    void gzipIsUnderstoodInBothEncodings() {
        String inProtobuf = freshTrace();
        String inJson = freshTrace();
        given().header("Content-Encoding", "gzip").contentType(PROTOBUF)
                .body(gzip(traces(chat(inProtobuf)).toByteArray()))
                .post("/v1/traces").then().statusCode(200);
        given().header("Content-Encoding", "gzip").contentType(JSON).body(gzip(utf8(tracesJson(chatJson(inJson)))))
                .post("/v1/traces").then().statusCode(200);
        assertThat(topic.batch(inProtobuf).at("/spans/0/name").textValue()).isEqualTo("chat m-1");
        assertThat(topic.batch(inJson).at("/spans/0/name").textValue()).isEqualTo("chat m-1");
    }

    @Test
    void anEmptyRequestIsARequest() {
        assertThat(post(PROTOBUF, new byte[0]).statusCode()).isEqualTo(200);
        assertThat(post(JSON, utf8("{}")).asString()).isEqualTo("{}");
    }

    @Test
    void whatIsRefusedIsCountedByReason() throws InvalidProtocolBufferException {
        String trace = freshTrace();
        byte[] request = traces(chat(trace), chat(trace).setTraceId(bytes("00".repeat(16))),
                chat(trace).setTraceId(bytes("0102")), chat(trace).setSpanId(ByteString.EMPTY),
                chat(trace).setParentSpanId(bytes("01")), chat(trace).setStartTimeUnixNano(0),
                chat(trace).setEndTimeUnixNano(-1), chat(trace).setName("a\0b"),
                chat(trace).addAttributes(attribute("agentops.run.id", ""))).toByteArray();
        ExportTraceServiceResponse answer = ExportTraceServiceResponse.parseFrom(post(PROTOBUF, request).asByteArray());
        assertThat(answer.getPartialSuccess().getRejectedSpans()).isEqualTo(8);
        assertThat(answer.getPartialSuccess().getErrorMessage()).isEqualTo(
                "2 spans: trace_id must be 16 bytes, not all zero; 1 span: span_id must be 8 bytes, not all zero; "
                        + "1 span: parent_span_id must be empty or 8 bytes; "
                        + "1 span: start_time_unix_nano must be between the year 2000 and 24 hours from now; "
                        + "1 span: end_time_unix_nano must be between the year 2000 and 24 hours from now; "
                        + "1 span: name must not hold the NUL character; "
                        + "1 span: agentops.run.id must be 1-200 characters without control characters");
        assertThat(topic.batch(trace).at("/spans")).hasSize(1);
    }

    @Test
    void aSpanWithTextThatIsNotUtf8IsRefusedAlone() throws InvalidProtocolBufferException {
        String trace = freshTrace();
        byte[] request = traces(chat(trace), chat(trace).setName("~~~~"), chat(trace)).toByteArray();
        int at = new String(request, StandardCharsets.ISO_8859_1).indexOf("~~~~");
        request[at] = (byte) 0xff;
        ExportTraceServiceResponse answer = ExportTraceServiceResponse.parseFrom(post(PROTOBUF, request).asByteArray());
        assertThat(answer.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
        assertThat(answer.getPartialSuccess().getErrorMessage()).isEqualTo("1 span: text must be UTF-8");
        assertThat(topic.batch(trace).at("/spans")).hasSize(2);
    }

    @Test
    void aSpanOfTheWrongTypesInJsonIsRefusedAlone() {
        String trace = freshTrace();
        String good = chatJson(trace);
        String answer = post(JSON, utf8(tracesJson(good, good.replace("\"chat m-1\"", "[{\"deep\": [1]}]"),
                good.replace(trace, "xyz"), good.replace("\"900\"", "\"many\""), "7",
                good.replace("chat m-1", "\\ud800"), good))).asString();
        assertThat(answer).isEqualTo("""
                {"partialSuccess":{"rejectedSpans":"5","errorMessage":"1 span: name must be a string; \
                1 span: traceId must be hexadecimal digits; 1 span: intValue must be a whole number within 64 bits; \
                1 span: a span must be an object; 1 span: name must not hold half of a surrogate pair"}}""");
        assertThat(topic.batch(trace).at("/spans")).hasSize(2);
    }

    @Test
    void whereJsonIsLooseItIsReadAllTheSame() {
        String trace = freshTrace();
        post(JSON, utf8(tracesJson(chatJson(trace).replace(trace, trace.toUpperCase(Locale.ROOT))
                .replace("\"kind\": 3",
                        "\"kind\": \"SPAN_KIND_SERVER\", \"links\": [{\"traceId\": 7}], \"new\": {\"a\": [1]}")
                .replace("\"900\"", "900").replace("\"code\": 1", "\"code\": 2, \"message\": null"))))
                .then().statusCode(200);
        JsonNode kept = topic.batch(trace).at("/spans/0");
        assertThat(kept.at("/kind").textValue()).isEqualTo("server");
        assertThat(kept.at("/attributes/gen_ai.usage.input_tokens").intValue()).isEqualTo(900);
        assertThat(kept.at("/status").textValue()).isEqualTo("error");
    }

    @Test
    void spansOfOneRequestAreGroupedByTrace() {
        String one = freshTrace();
        String other = freshTrace();
        post(PROTOBUF, traces(chat(one), chat(other), chat(one).setSpanId(bytes("0000000000000001"))).toByteArray());
        assertThat(topic.batch(one).at("/spans")).hasSize(2);
        assertThat(topic.batch(other).at("/spans")).hasSize(1);
    }

    @Test
    void aTraceTooLargeForOneRecordIsInSeveral() {
        String trace = freshTrace();
        Span.Builder[] spans = new Span.Builder[40];
        for (int i = 0; i < spans.length; i++) {
            spans[i] = chat(trace).setSpanId(bytes("%016x".formatted(i + 1)))
                    .addAttributes(attribute("gen_ai.input.messages", "x".repeat(30_000)));
        }
        post(PROTOBUF, traces(spans).toByteArray()).then().statusCode(200);
        List<ConsumerRecord<String, byte[]>> records = topic.records(trace, 40);
        assertThat(records).hasSize(3).allSatisfy(message -> {
            assertThat(message.value().length).isLessThanOrEqualTo(512 * 1024);
            assertThat(topic.batch(message).at("/resources")).hasSize(1);
        });
    }

    @Test
    void whatIsTooLongIsCutAndTheSpanIsKept() {
        String trace = freshTrace();
        Span.Builder span = chat(trace).clearAttributes().setName("n".repeat(600)).setEndTimeUnixNano(1)
                .addAttributes(attribute("long", "é".repeat(40_000)));
        for (int i = 0; i < 600; i++) {
            span.addAttributes(attribute("a" + i, "v"));
        }
        post(PROTOBUF, traces(span).toByteArray()).then().statusCode(200);
        JsonNode kept = topic.batch(trace).at("/spans/0");
        assertThat(kept.at("/name").textValue()).hasSize(500);
        assertThat(kept.at("/ended_at")).isEqualTo(kept.at("/started_at"));
        assertThat(kept.at("/attributes/long").textValue()).hasSize(32_768);
        assertThat(kept.at("/attributes")).hasSize(513);
        assertThat(kept.at("/attributes/agentops.dropped_attributes").intValue()).isEqualTo(89);
    }

    @Test
    void aSpanTooLargeForARecordLosesTheEndsOfItsLongestTexts() {
        String trace = freshTrace();
        Span.Builder span = chat(trace).addAttributes(attribute("short", "s".repeat(900)));
        for (int i = 0; i < 100; i++) {
            span.addAttributes(attribute("a" + i, "v".repeat(30_000)));
        }
        post(PROTOBUF, traces(span).toByteArray()).then().statusCode(200);
        JsonNode kept = topic.batch(trace).at("/spans/0/attributes");
        assertThat(kept).hasSize(103);
        assertThat(kept.at("/a99").textValue()).hasSize(4_096);
        assertThat(kept.at("/short").textValue()).hasSize(900);
    }

    @Test
    void aMissingNameIsNoReasonToLoseASpan() {
        String trace = freshTrace();
        post(PROTOBUF, traces(chat(trace).setName("  ").setEndTimeUnixNano(0).clearStatus()
                .setKind(Span.SpanKind.SPAN_KIND_UNSPECIFIED)).toByteArray());
        JsonNode kept = topic.batch(trace).at("/spans/0");
        assertThat(kept.at("/name").textValue()).isEqualTo("unnamed");
        assertThat(kept.at("/kind").textValue()).isEqualTo("internal");
        assertThat(kept.has("ended_at")).isFalse();
        assertThat(kept.has("status")).isFalse();
        assertThat(kept.has("remote_parent")).isFalse();
    }

    @Test
    void attributesNestedTooDeepAreCutWhereTheyAre() {
        String trace = freshTrace();
        String deep = "{\"arrayValue\": {\"values\": [".repeat(60) + "{\"intValue\": 1}" + "]}}".repeat(60);
        post(JSON, utf8(tracesJson(chatJson(trace).replace("{\"intValue\": \"900\"}", deep)))).then().statusCode(200);
        assertThat(topic.batch(trace).at("/spans/0/attributes/gen_ai.usage.input_tokens").toString())
                .isEqualTo("[".repeat(16) + "\"…\"" + "]".repeat(16));
    }

    private static Response post(String type, byte[] body) {
        return given().contentType(type).body(body).post("/v1/traces");
    }

    private static String header(ConsumerRecord<String, byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
