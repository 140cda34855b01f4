package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.attribute;
import static io.agentops.ingest.otlp.OtlpSamples.chat;
import static io.agentops.ingest.otlp.OtlpSamples.chatJson;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.gzip;
import static io.agentops.ingest.otlp.OtlpSamples.traces;
import static io.agentops.ingest.otlp.OtlpSamples.tracesJson;
import static io.agentops.ingest.otlp.OtlpSamples.utf8;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;

import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.junit.QuarkusTest;

/** Requests whose few bytes would become many objects, or whose one odd span would take its neighbours along. */
@QuarkusTest
class HostileRequestTest {

    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final int EMPTIES = 7_900_000;

    @Inject
    SpanTopic topic;

    @Test
    void aResourceOfMillionsOfAttributesIsAFlawOfItsSpans() throws InvalidProtocolBufferException {
        String trace = freshTrace();
        ScopeSpans spans = ScopeSpans.newBuilder().addSpans(chat(trace)).build();
        ByteString bomb = empties(EMPTIES);
        ResourceSpans byBomb = ResourceSpans.newBuilder().addScopeSpans(spans)
                .setUnknownFields(field(1, bomb)).build();
        ResourceSpans byOther = ResourceSpans.newBuilder().addScopeSpans(spans).build();
        ExportTracePartialSuccess partial = export(
                ExportTraceServiceRequest.newBuilder().addResourceSpans(byBomb).addResourceSpans(byOther).build());
        assertThat(partial.getRejectedSpans()).isEqualTo(1);
        assertThat(partial.getErrorMessage()).isEqualTo("1 span: resource: must have at most 262,144 bytes");
        assertThat(topic.batch(trace).at("/spans")).hasSize(1);
    }

    @Test
    void aResourceInManyPartsIsNotLarger() throws InvalidProtocolBufferException {
        ScopeSpans spans = ScopeSpans.newBuilder().addSpans(chat(freshTrace())).build();
        UnknownFieldSet.Field parts = UnknownFieldSet.Field.newBuilder().addLengthDelimited(empties(100_000))
                .addLengthDelimited(empties(100_000)).build();
        ResourceSpans by = ResourceSpans.newBuilder().addScopeSpans(spans)
                .setUnknownFields(UnknownFieldSet.newBuilder().addField(1, parts).build()).build();
        assertThat(export(ExportTraceServiceRequest.newBuilder().addResourceSpans(by).build()).getErrorMessage())
                .isEqualTo("1 span: resource: must have at most 262,144 bytes");
    }

    @Test
    void aScopeOfMillionsOfAttributesIsAFlawOfItsSpans() throws InvalidProtocolBufferException {
        ScopeSpans spans = ScopeSpans.newBuilder().addSpans(chat(freshTrace()))
                .setUnknownFields(field(1, empties(EMPTIES))).build();
        assertThat(export(ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans)).build()).getErrorMessage())
                .isEqualTo("1 span: scope: must have at most 262,144 bytes");
    }

    @Test
    void aSpanOfMillionsOfValuesIsRefusedAloneWhereverTheyAre() throws InvalidProtocolBufferException {
        String trace = freshTrace();
        AnyValue list = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder()
                .setUnknownFields(nothings(1, 200_000))).build();
        ExportTracePartialSuccess partial = export(traces(
                chat(trace).addAttributes(KeyValue.newBuilder().setKey("list").setValue(list)),
                chat(trace).setUnknownFields(nothings(99, 150_000)),
                chat(trace).addAttributes(attribute("a", "x".repeat(3 << 20)))));
        assertThat(partial.getErrorMessage()).isEqualTo("2 spans: must have at most 131,072 fields");
        assertThat(topic.batch(trace).at("/spans")).hasSize(1);
    }

    @Test
    void millionsOfAttributesInJsonAreNotBuilt() {
        String trace = freshTrace();
        String empties = "[" + "{},".repeat(64_999) + "{}]";
        String bomb = chatJson(trace).replaceFirst("(?s)\\[.*\\]", empties);
        String[] spans = new String[80];
        Arrays.fill(spans, bomb);
        spans[79] = chatJson(trace).replaceFirst("(?s)\\[.*\\]", "[]");
        String answer = post(JSON,
                utf8("{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [" + String.join(",", spans) + "]}]}]}"));
        assertThat(answer).isEqualTo("{\"partialSuccess\":{\"rejectedSpans\":\"71\",\"errorMessage\":"
                + "\"71 spans: a request may have at most 524,288 attributes and values in all\"}}");
        assertThat(topic.batch(trace).at("/spans")).hasSize(9);
        assertThat(topic.batch(trace).at("/spans/0/attributes/agentops.dropped_attributes").longValue())
                .isEqualTo(65_000 - 512);
    }

    @Test
    void valuesOfOneRequestAreBoundedInProtobufToo() throws InvalidProtocolBufferException {
        String trace = freshTrace();
        var list = ArrayValue.newBuilder();
        var value = AnyValue.newBuilder().setStringValue("x").build();
        for (int i = 0; i < 60_000; i++) {
            list.addValues(value);
        }
        Span.Builder span = chat(trace).addAttributes(attribute("list",
                AnyValue.newBuilder().setArrayValue(list)));
        Span.Builder[] spans = new Span.Builder[10];
        Arrays.fill(spans, span);
        ExportTracePartialSuccess partial = export(traces(spans));
        assertThat(partial.getRejectedSpans()).isEqualTo(2);
        assertThat(partial.getErrorMessage())
                .isEqualTo("2 spans: a request may have at most 524,288 attributes and values in all");
    }

    /** What is well-formed JSON but goes beyond a bound is passed over, or refuses its span alone. */
    @ParameterizedTest
    @ValueSource(strings = {"number", "name", "depth"})
    void anOddFieldThatIsNotKnownIsPassedOver(String what) {
        String odd = switch (what) {
            case "number" -> "\"odd\": " + "7".repeat(200);
            case "name" -> "\"" + "n".repeat(1_500) + "\": 1";
            default -> "\"odd\": " + "[".repeat(600) + "]".repeat(600);
        };
        String trace = freshTrace();
        String answer = post(JSON,
                utf8(tracesJson(chatJson(trace), chatJson(trace).replace("\"kind\"", odd + ", \"kind\""))));
        assertThat(answer).isEqualTo("{}");
        assertThat(topic.batch(trace).at("/spans")).hasSize(2);
    }

    @Test
    void aNumberBeyondUseAndAFieldThatComesTwiceRefuseTheirSpansAlone() {
        String trace = freshTrace();
        String good = chatJson(trace);
        String answer = post(JSON, utf8(tracesJson(good,
                good.replace("{\"intValue\": \"900\"}", "{\"doubleValue\": " + "7".repeat(2_000) + "}"),
                good.replace("\"kind\": 3", "\"kind\": " + "3".repeat(200)),
                good.replace("\"kind\": 3", "\"kind\": 3, \"kind\": 4"))));
        assertThat(answer).isEqualTo("""
                {"partialSuccess":{"rejectedSpans":"3","errorMessage":"1 span: doubleValue must be a number; \
                1 span: kind must be a whole number within 32 bits; 1 span: a span must not have a field twice"}}""");
        assertThat(topic.batch(trace).at("/spans")).hasSize(1);
    }

    @Test
    void whatNestsWithoutEndIsToldSo() {
        String answer = given().contentType(JSON).header("Content-Encoding", "gzip")
                .body(gzip(utf8("{\"odd\": " + "[".repeat(15_000_000)))).post("/v1/traces").then().statusCode(400)
                .extract().path("detail");
        assertThat(answer).isEqualTo("The body nests deeper than 10,000 levels.");
    }

    @Test
    void millionsOfNamesAreNotRemembered() {
        StringBuilder names = new StringBuilder("{");
        for (int i = 0; i < 1_500_000; i++) {
            names.append('"').append(Integer.toString(i, 36)).append("\":0,");
        }
        assertThat(post(JSON, utf8(names + "\"resourceSpans\": []}"))).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {" \n|a", "a\u0085b", "\u007f"})
    void anIdOfARunHasNoControlCharacters(String id) throws InvalidProtocolBufferException {
        assertThat(export(traces(chat(freshTrace()).addAttributes(attribute("agentops.run.id", id)))).getErrorMessage())
                .isEqualTo("1 span: agentops.run.id must be 1-200 characters without control characters");
    }

    private static String post(String type, byte[] body) {
        return given().contentType(type).body(body).post("/v1/traces").then().statusCode(200).extract().asString();
    }

    private static ExportTracePartialSuccess export(ExportTraceServiceRequest request)
            throws InvalidProtocolBufferException {
        return ExportTraceServiceResponse.parseFrom(given().contentType(PROTOBUF).header("Content-Encoding", "gzip")
                .body(gzip(request.toByteArray())).post("/v1/traces").then().statusCode(200).extract().asByteArray())
                .getPartialSuccess();
    }

    /** Attributes that take two bytes each. */
    private static ByteString empties(int count) {
        byte[] bytes = new byte[2 * count];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = 0x0a;
        }
        return ByteString.copyFrom(bytes);
    }

    /** A field that comes many times, each time empty. */
    private static UnknownFieldSet nothings(int number, int count) {
        UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
        for (int i = 0; i < count; i++) {
            field.addLengthDelimited(ByteString.EMPTY);
        }
        return UnknownFieldSet.newBuilder().addField(number, field.build()).build();
    }

    private static UnknownFieldSet field(int number, ByteString bytes) {
        return UnknownFieldSet.newBuilder()
                .addField(number, UnknownFieldSet.Field.newBuilder().addLengthDelimited(bytes).build()).build();
    }
}
