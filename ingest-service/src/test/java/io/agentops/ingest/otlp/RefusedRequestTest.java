package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.chat;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.gzip;
import static io.agentops.ingest.otlp.OtlpSamples.traces;
import static io.agentops.ingest.otlp.OtlpSamples.utf8;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.Status;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
class RefusedRequestTest {

    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    @ParameterizedTest
    @ValueSource(strings = {"/v1/traces", "/v1/logs"})
    void aBrokenMessageIsMalformed(String path) throws InvalidProtocolBufferException {
        byte[] whole = traces(chat(freshTrace())).toByteArray();
        Response answer = given().contentType(PROTOBUF).body(Arrays.copyOf(whole, whole.length - 3)).post(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo(PROTOBUF);
        assertThat(Status.parseFrom(answer.asByteArray())).isEqualTo(Status.newBuilder().setCode(3)
                .setMessage("The body is not a protobuf message of this kind.").build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{\"resourceSpans\": [ | The body is not well-formed JSON at line 1, column 20.",
            "{} {} | The body holds more than one JSON value.",
            "[] | The body must be a JSON object.",
            "{\"resourceSpans\": 7} | The body is not a request of this kind: resourceSpans must be an array.",
            "{\"resourceSpans\": [], \"resourceSpans\": []} | The body is not a request of this kind: the body must not have a field twice."})
    void brokenJsonIsMalformed(String body, String detail) {
        given().contentType(JSON).body(utf8(body)).post("/v1/traces").then().statusCode(400)
                .contentType("application/problem+json")
                .body("status", equalTo(400), "title", equalTo("Bad Request"), "detail", equalTo(detail),
                        "code", equalTo(3), "message", equalTo(detail));
    }

    @Test
    void aRequestBeyondTheLimitIsTooLargeUnpackedOrNot() throws InvalidProtocolBufferException {
        byte[] large = new byte[16 * 1024 * 1024 + 1];
        Response answer = given().contentType(PROTOBUF).body(large).post("/v1/traces");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(Status.parseFrom(answer.asByteArray())).isEqualTo(Status.newBuilder().setCode(8)
                .setMessage("A body may have at most 16,777,216 bytes, unpacked.").build());
        given().contentType(JSON).header("Content-Encoding", "gzip").body(gzip(large)).post("/v1/logs").then()
                .statusCode(413).body("code", equalTo(8));
    }

    @Test
    void aBombIsNotUnpacked() {
        byte[] bomb = gzip(new byte[200 * 1024 * 1024]);
        assertThat(bomb.length).isLessThan(400_000);
        given().contentType(PROTOBUF).header("Content-Encoding", "gzip").body(bomb).post("/v1/traces").then()
                .statusCode(413);
    }

    @Test
    void millionsOfEmptySpansAreRefusedWithoutBeingBuilt() throws InvalidProtocolBufferException {
        int spans = 4_000_000;
        byte[] scope = new byte[2 * spans];
        for (int i = 0; i < scope.length; i += 2) {
            scope[i] = 0x12;
        }
        byte[] request = ExportTraceServiceRequest.newBuilder().addResourceSpans(ResourceSpans.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder().addField(2, UnknownFieldSet.Field.newBuilder()
                        .addLengthDelimited(ByteString.copyFrom(scope)).build()).build()))
                .build().toByteArray();
        Response answer = given().contentType(PROTOBUF).body(request).post("/v1/traces");
        assertThat(answer.statusCode()).isEqualTo(200);
        var partial = ExportTraceServiceResponse.parseFrom(answer.asByteArray()).getPartialSuccess();
        assertThat(partial.getRejectedSpans()).isEqualTo(spans);
        assertThat(partial.getErrorMessage())
                .isEqualTo("65536 spans: start_time_unix_nano must be between the year 2000 and 24 hours from now; "
                        + "3934464 spans: a request may have at most 65,536 spans");
    }

    @Test
    void otherMediaTypesAndMethodsAreProblems() {
        given().contentType("text/plain").body("x").post("/v1/traces").then().statusCode(415)
                .contentType("application/problem+json");
        given().get("/v1/traces").then().statusCode(405).header("Allow", "POST");
    }

    @Test
    void theDoorsAreInTheDescriptionOfTheApi() {
        given().accept(JSON).get("/openapi").then().statusCode(200)
                .body("paths.'/v1/traces'.post.tags[0]", equalTo("OpenTelemetry"))
                .body("paths.'/v1/logs'.post.responses.default.$ref", equalTo("#/components/responses/Problem"));
    }
}
