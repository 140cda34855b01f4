package io.agentops.ingest.otlp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

/** Requests as exporters send them. */
final class OtlpSamples {

    /** A minute ago, in whole seconds. */
    static final Instant START = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
    static final String SPAN_ID = "eee19b7ec3c1b174";

    private OtlpSamples() {}

    /** A trace id no other test uses. */
    static String freshTrace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setStringValue(value)).build();
    }

    static KeyValue attribute(String key, AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    /** A model call that took a second and a bit. */
    static Span.Builder chat(String traceId) {
        return Span.newBuilder().setTraceId(bytes(traceId)).setSpanId(bytes(SPAN_ID)).setName("chat m-1")
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .setStartTimeUnixNano(nanos(START)).setEndTimeUnixNano(nanos(START.plusMillis(1250)))
                .addAttributes(attribute("gen_ai.operation.name", "chat"))
                .addAttributes(attribute("gen_ai.usage.input_tokens", AnyValue.newBuilder().setIntValue(900)))
                .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_OK));
    }

    static Resource resource() {
        return Resource.newBuilder().addAttributes(attribute("service.name", "billing")).build();
    }

    static ExportTraceServiceRequest traces(Span.Builder... spans) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder()
                .setScope(InstrumentationScope.newBuilder().setName("test.scope"));
        for (Span.Builder span : spans) {
            scope.addSpans(span);
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().setResource(resource()).addScopeSpans(scope)).build();
    }

    static LogRecord.Builder log(String traceId, String eventName) {
        return LogRecord.newBuilder().setTraceId(bytes(traceId)).setSpanId(bytes(SPAN_ID))
                .setTimeUnixNano(nanos(START)).setEventName(eventName);
    }

    static ExportLogsServiceRequest logs(LogRecord.Builder... records) {
        ScopeLogs.Builder scope = ScopeLogs.newBuilder();
        for (LogRecord.Builder one : records) {
            scope.addLogRecords(one);
        }
        return ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder().setResource(resource()).addScopeLogs(scope)).build();
    }

    /** The same model call in OTLP's JSON, as a span's object. */
    static String chatJson(String traceId) {
        return """
                {"traceId": "%s", "spanId": "%s", "name": "chat m-1", "kind": 3,
                 "startTimeUnixNano": "%d", "endTimeUnixNano": "%d",
                 "attributes": [{"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
                                {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "900"}}],
                 "status": {"code": 1}}"""
                .formatted(traceId, SPAN_ID, nanos(START), nanos(START.plusMillis(1250)));
    }

    static String tracesJson(String... spans) {
        return """
                {"resourceSpans": [{"scopeSpans": [{"spans": [%s], "scope": {"name": "test.scope"}}],
                 "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "billing"}}]}}]}"""
                .formatted(String.join(",", spans));
    }

    static byte[] gzip(byte[] bytes) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream();
                GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
            gzip.finish();
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
