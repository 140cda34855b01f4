package io.agentops.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.test.junit.QuarkusTest;

/** OpenTelemetry's own exporters are the clients. */
@QuarkusTest
class ExporterTest {

    @Inject
    SpanTopic topic;

    @ConfigProperty(name = "quarkus.http.test-port")
    int httpPort;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int grpcPort;

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip"})
    void spansExportedOverHttpArriveWithEveryField(String compression) throws JsonProcessingException {
        exported(OtlpHttpSpanExporter.builder().setEndpoint("http://127.0.0.1:" + httpPort + "/v1/traces")
                .setCompression(compression).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip"})
    void spansExportedOverGrpcArriveWithEveryField(String compression) throws JsonProcessingException {
        exported(OtlpGrpcSpanExporter.builder().setEndpoint("http://127.0.0.1:" + grpcPort)
                .setCompression(compression).build());
    }

    private void exported(SpanExporter by) throws JsonProcessingException {
        List<SpanData> spans = RecordedSpans.failedToolCall();
        try (SpanExporter exporter = by) {
            assertThat(exporter.export(spans).join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
        }
        SpanData tool = spans.get(0);
        JsonNode batch = topic.batch(tool.getTraceId());
        assertThat(batch.at("/spans/0")).isEqualTo(new ObjectMapper().readTree("""
                {"span_id":"%s","parent_span_id":"%s","remote_parent":false,"name":"execute_tool create_invoice",\
                "kind":"client","started_at":"%s","ended_at":"%s","status":"error",\
                "status_message":"missing required field: currency","scope":"billing.agent",\
                "resource":"1053e37ef1107619","attributes":{"gen_ai.tool.name":"create_invoice","retries":3,\
                "score":0.25,"cached":true,"tags":["a","é"]},"events":[{"time":"%s","name":"gen_ai.tool.message",\
                "attributes":{"size":7}}]}"""
                .formatted(tool.getSpanId(), tool.getParentSpanId(), time(tool.getStartEpochNanos()),
                        time(tool.getEndEpochNanos()), time(tool.getEvents().get(0).getEpochNanos()))));
        assertThat(batch.at("/spans/1/name").textValue()).isEqualTo("invoke_agent billing");
        assertThat(batch.at("/spans/1").has("parent_span_id")).isFalse();
        assertThat(batch.at("/resources/1053e37ef1107619/service.name").textValue()).isEqualTo("billing");
    }

    private static Instant time(long nanos) {
        return Instant.ofEpochSecond(0, nanos).truncatedTo(ChronoUnit.MICROS);
    }
}
