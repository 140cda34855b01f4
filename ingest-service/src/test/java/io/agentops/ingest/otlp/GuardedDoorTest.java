package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.attribute;
import static io.agentops.ingest.otlp.OtlpSamples.chat;
import static io.agentops.ingest.otlp.OtlpSamples.chatJson;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.traces;
import static io.agentops.ingest.otlp.OtlpSamples.tracesJson;
import static io.agentops.ingest.otlp.OtlpSamples.utf8;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.equalTo;

import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.google.protobuf.InvalidProtocolBufferException;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;

@QuarkusTest
@TestProfile(GuardedDoorTest.SecretAndNarrow.class)
class GuardedDoorTest {

    private static final String PROTOBUF = "application/x-protobuf";
    private static final String SECRET = "open sesame";

    public static class SecretAndNarrow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("app.ingest-secret", SECRET, "agentops.otlp.in-flight-bytes", "2000",
                    "agentops.otlp.request-bytes", "8000", "agentops.otlp.request-items", "3");
        }
    }

    @Inject
    GrpcClient client;

    @Inject
    SpanTopic topic;

    @Test
    void onlyTheSecretOpensTheDoorsOverHttp() throws InvalidProtocolBufferException {
        byte[] request = traces(chat(freshTrace())).toByteArray();
        Response refused = given().contentType(PROTOBUF).body(request).post("/v1/traces");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(com.google.rpc.Status.parseFrom(refused.asByteArray())).isEqualTo(com.google.rpc.Status.newBuilder()
                .setCode(16).setMessage("The header X-Ingest-Secret does not carry the ingest secret.").build());
        given().contentType("application/json").header("X-Ingest-Secret", "close sesame")
                .body(utf8(tracesJson(chatJson(freshTrace())))).post("/v1/logs").then().statusCode(401)
                .body("status", equalTo(401), "code", equalTo(16));
        assertThat(post(request).statusCode()).isEqualTo(200);
    }

    @Test
    void onlyTheSecretOpensTheDoorsOverGrpc() {
        ExportTraceServiceRequest request = traces(chat(freshTrace()));
        assertThat(refusal(null, request).getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(refusal("close sesame", request).getStatus().getDescription())
                .isEqualTo("The header X-Ingest-Secret does not carry the ingest secret.");
        assertThat(export(SECRET, request)).isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    }

    @Test
    void whatWouldBeTooMuchInFlightIsToldToComeAgain() {
        String trace = freshTrace();
        ExportTraceServiceRequest request = traces(chat(trace).addAttributes(attribute("a", "x".repeat(3_000))));
        Response refused = post(request.toByteArray());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        StatusRuntimeException failure = refusal(SECRET, request);
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(GrpcClient.retryDelay(failure)).isEqualTo(1);
    }

    @Test
    void whatIsTooLargeIsNotToldToComeAgain() {
        ExportTraceServiceRequest request = traces(chat(freshTrace()).addAttributes(attribute("a", "x".repeat(8_000))));
        assertThat(post(request.toByteArray()).statusCode()).isEqualTo(413);
        StatusRuntimeException failure = refusal(SECRET, request);
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(failure.getStatus().getDescription())
                .isEqualTo("A request may have at most 8,000 bytes, unpacked.");
        assertThat(GrpcClient.retryDelay(failure)).isZero();
    }

    @Test
    void spansBeyondTheMostOfARequestAreRefused() throws InvalidProtocolBufferException {
        String trace = freshTrace();
        Response answer = post(traces(chat(trace), chat(trace), chat(trace), chat(trace), chat(trace)).toByteArray());
        assertThat(ExportTraceServiceResponse.parseFrom(answer.asByteArray()).getPartialSuccess().getErrorMessage())
                .isEqualTo("2 spans: a request may have at most 3 spans");
        assertThat(topic.batch(trace).at("/spans")).hasSize(3);
    }

    private static Response post(byte[] request) {
        return given().contentType(PROTOBUF).header("X-Ingest-Secret", SECRET).body(request).post("/v1/traces");
    }

    private StatusRuntimeException refusal(String secret, ExportTraceServiceRequest request) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> export(secret, request));
    }

    private ExportTraceServiceResponse export(String secret, ExportTraceServiceRequest request) {
        Metadata headers = new Metadata();
        if (secret != null) {
            headers.put(Metadata.Key.of("x-ingest-secret", Metadata.ASCII_STRING_MARSHALLER), secret);
        }
        return client.traces().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)).export(request);
    }
}
