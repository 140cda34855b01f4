package io.agentops.ingest.otlp;

import java.io.IOException;
import java.util.function.Function;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;

/**
 * What kind of thing a request holds. Requests of every kind have one shape, with the same field numbers: things by
 * instrumentation scope by resource.
 *
 * @param <T> the thing
 * @param noun what one is called
 * @param byResource the JSON name of the request's field
 * @param byScope the JSON name of the field of a resource's part of the request
 * @param items the JSON name of the field of a scope's part of the request
 * @param rejected the JSON name, in an answer, of the number of things refused
 * @param descriptor what fields one has
 * @param json reads one from JSON
 * @param traceId the trace it belongs to
 * @param rule makes of it the span that is kept
 * @param answer answers a request that was taken, but for what was refused
 */
record Signal<T>(String noun, String byResource, String byScope, String items, String rejected, Parser<T> parser,
        Descriptor descriptor, FromJson<T> json, Function<T, ByteString> traceId, Rule<T> rule,
        Function<SpanIntake.Outcome, Message> answer) {

    static final Signal<Span> TRACES = new Signal<>("span", "resourceSpans", "scopeSpans", "spans", "rejectedSpans",
            Span.parser(), Span.getDescriptor(), OtlpJson::span, Span::getTraceId, SpanRules::keep,
            Signal::traceAnswer);

    static final Signal<LogRecord> LOGS = new Signal<>("log record", "resourceLogs", "scopeLogs", "logRecords",
            "rejectedLogRecords", LogRecord.parser(), LogRecord.getDescriptor(), OtlpJson::logRecord,
            LogRecord::getTraceId,
            (rules, log, scope, resource) -> new LogRules(rules).keep(log), Signal::logAnswer);

    /** Reads one thing from JSON; what is wrong with it is noted in the fields. */
    interface FromJson<T> {
        T read(JsonFields fields) throws IOException;
    }

    /** Makes of one thing the span that is kept. */
    interface Rule<T> {
        /**
         * Checks and cuts.
         *
         * @param resource the digest of the resource that reported it
         */
        io.agentops.contract.trace.Span keep(SpanRules rules, T item, String scope, String resource) throws Refused;
    }

    private static Message traceAnswer(SpanIntake.Outcome outcome) {
        return outcome.rejected() == 0
                ? ExportTraceServiceResponse.getDefaultInstance()
                : ExportTraceServiceResponse.newBuilder().setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(outcome.rejected()).setErrorMessage(outcome.message())).build();
    }

    private static Message logAnswer(SpanIntake.Outcome outcome) {
        return outcome.rejected() == 0
                ? ExportLogsServiceResponse.getDefaultInstance()
                : ExportLogsServiceResponse.newBuilder().setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                        .setRejectedLogRecords(outcome.rejected()).setErrorMessage(outcome.message())).build();
    }
}
