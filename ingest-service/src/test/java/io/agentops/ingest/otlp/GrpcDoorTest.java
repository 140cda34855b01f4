package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.attribute;
import static io.agentops.ingest.otlp.OtlpSamples.chat;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.log;
import static io.agentops.ingest.otlp.OtlpSamples.logs;
import static io.agentops.ingest.otlp.OtlpSamples.traces;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class GrpcDoorTest {

    @Inject
    GrpcClient client;

    @Inject
    SpanTopic topic;

    @Test
    void spansAreOnTheTopicWhenTheCallReturns() {
        String trace = freshTrace();
        assertThat(client.traces().export(traces(chat(trace))))
                .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
        var message = topic.records(trace, 1).get(0);
        assertThat(new String(message.headers().lastHeader("door").value(), StandardCharsets.UTF_8))
                .isEqualTo("otlp_grpc");
        assertThat(topic.batch(message).at("/spans/0/attributes/gen_ai.usage.input_tokens").intValue()).isEqualTo(900);
    }

    @Test
    void aLargeCompressedRequestIsTaken() {
        String trace = freshTrace();
        client.traces().withCompression("gzip")
                .export(traces(chat(trace).addAttributes(attribute("large", "x".repeat(3_000_000)))));
        assertThat(topic.batch(trace).at("/spans/0/attributes/large").textValue()).hasSize(32_768);
    }

    @Test
    void logRecordsAreTakenOrRefusedOneByOne() {
        String trace = freshTrace();
        ExportLogsServiceResponse answer = client.logs()
                .export(logs(log(trace, "gen_ai.choice"), log(trace, "other")));
        assertThat(answer.getPartialSuccess().getRejectedLogRecords()).isEqualTo(1);
        assertThat(answer.getPartialSuccess().getErrorMessage()).isEqualTo("1 log record: not a GenAI event");
        assertThat(topic.batch(trace).at("/spans/0/events/0/name").textValue()).isEqualTo("gen_ai.choice");
    }

    @Test
    void aSpanWithTextThatIsNotUtf8IsRefusedAlone() throws InvalidProtocolBufferException {
        String trace = freshTrace();
        byte[] request = traces(chat(trace), chat(trace).setName("~~~~")).toByteArray();
        request[new String(request, StandardCharsets.ISO_8859_1).indexOf("~~~~")] = (byte) 0xff;
        var answer = ExportTraceServiceResponse.parseFrom(client.send(request));
        assertThat(answer.getPartialSuccess().getErrorMessage()).isEqualTo("1 span: text must be UTF-8");
        assertThat(topic.batch(trace).at("/spans")).hasSize(1);
    }

    @Test
    void aBrokenMessageIsAnInvalidArgument() {
        byte[] whole = traces(chat(freshTrace())).toByteArray();
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
                () -> client.send(Arrays.copyOf(whole, whole.length - 3)));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.getStatus().getDescription())
                .isEqualTo("The body is not a protobuf message of this kind.");
    }

    @Test
    void aRequestBeyondTheLimitIsRefusedForGoodUnpackedOrNot() {
        var large = ExportTraceServiceRequest.newBuilder().addResourceSpans(
                io.opentelemetry.proto.trace.v1.ResourceSpans.newBuilder().setSchemaUrlBytes(
                        ByteString.copyFrom(new byte[17 << 20])))
                .build();
        for (String compression : new String[]{"identity", "gzip"}) {
            StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
                    () -> client.traces().withCompression(compression).export(large));
            assertThat(failure.getStatus().getCode()).as(compression).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        }
    }
}
