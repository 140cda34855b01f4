package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.chat;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.traces;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import com.google.protobuf.InvalidProtocolBufferException;

import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
class KafkaAwayTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final RetryPolicy PATIENT = RetryPolicy.builder().setMaxAttempts(5)
            .setInitialBackoff(Duration.ofSeconds(2)).setMaxBackoff(Duration.ofSeconds(5)).build();

    @Inject
    SpanTopic topic;

    @Inject
    GrpcClient client;

    @ConfigProperty(name = "quarkus.http.test-port")
    int httpPort;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int grpcPort;

    @Test
    void whoIsToldToComeAgainLosesNothing() throws InvalidProtocolBufferException {
        String overHttp = freshTrace();
        String overGrpc = freshTrace();
        List<SpanData> byHttpExporter = RecordedSpans.failedToolCall();
        List<SpanData> byGrpcExporter = RecordedSpans.failedToolCall();
        try (SpanExporter http = OtlpHttpSpanExporter.builder().setTimeout(LONGEST).setRetryPolicy(PATIENT)
                .setEndpoint("http://127.0.0.1:" + httpPort + "/v1/traces").build();
                SpanExporter grpc = OtlpGrpcSpanExporter.builder().setTimeout(LONGEST).setRetryPolicy(PATIENT)
                        .setEndpoint("http://127.0.0.1:" + grpcPort).build()) {
            CompletableResultCode httpDone;
            CompletableResultCode grpcDone;
            SharedStack.control(PartName.KAFKA, Control.KILL);
            try {
                httpDone = http.export(byHttpExporter);
                grpcDone = grpc.export(byGrpcExporter);
                assertToldToComeAgain(post(overHttp));
                assertToldToComeAgain(catchThrowableOfType(StatusRuntimeException.class,
                        () -> client.traces().export(traces(chat(overGrpc)))));
            } finally {
                SharedStack.control(PartName.KAFKA, Control.START);
            }
            await().pollInterval(Duration.ofSeconds(1)).atMost(LONGEST).until(() -> post(overHttp).statusCode() == 200);
            // The other partition may still be refused for a moment.
            await().pollInterval(Duration.ofSeconds(1)).atMost(LONGEST)
                    .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                    .until(() -> client.traces().export(traces(chat(overGrpc))) != null);
            assertThat(httpDone.join(60, TimeUnit.SECONDS).isSuccess()).isTrue();
            assertThat(grpcDone.join(60, TimeUnit.SECONDS).isSuccess()).isTrue();
        }
        assertThat(topic.batch(overHttp).at("/spans")).hasSize(1);
        assertThat(topic.batch(overGrpc).at("/spans")).hasSize(1);
        assertThat(topic.batch(byHttpExporter.get(0).getTraceId()).at("/spans")).hasSize(2);
        assertThat(topic.batch(byGrpcExporter.get(0).getTraceId()).at("/spans")).hasSize(2);
    }

    private static Response post(String trace) {
        return given().contentType("application/x-protobuf").body(traces(chat(trace)).toByteArray()).post("/v1/traces");
    }

    private static void assertToldToComeAgain(Response answer) throws InvalidProtocolBufferException {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(com.google.rpc.Status.parseFrom(answer.asByteArray())).isEqualTo(com.google.rpc.Status.newBuilder()
                .setCode(14).setMessage("The spans are not durable yet: Kafka does not acknowledge them.").build());
    }

    private static void assertToldToComeAgain(StatusRuntimeException failure) {
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(GrpcClient.retryDelay(failure)).isEqualTo(1);
    }
}
