package io.agentops.ingest.otlp;

import java.io.IOException;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

/** The JSON fields of OTLP's messages, as far as they are kept. */
final class OtlpJson {

    private OtlpJson() {}

    static Span span(JsonFields in) throws IOException {
        Span.Builder span = Span.newBuilder();
        in.object("a span", name -> field(in, name, span));
        return span.build();
    }

    private static void field(JsonFields in, String name, Span.Builder span) throws IOException {
        switch (name) {
            case "traceId" -> span.setTraceId(in.id(name));
            case "spanId" -> span.setSpanId(in.id(name));
            case "parentSpanId" -> span.setParentSpanId(in.id(name));
            case "flags" -> span.setFlags(in.number(name));
            case "name" -> span.setName(in.text(name));
            case "kind" -> span.setKindValue(in.constant(name, Span.SpanKind.class));
            case "startTimeUnixNano" -> span.setStartTimeUnixNano(in.whole(name));
            case "endTimeUnixNano" -> span.setEndTimeUnixNano(in.whole(name));
            // Those beyond are counted, and not built.
            case "attributes" -> in.bounded(name, SpanRules.ATTRIBUTES, () -> span.addAttributes(keyValue(in, 0)),
                    () -> span.addAttributes(KeyValue.getDefaultInstance()));
            case "events" -> in.bounded(name, SpanRules.EVENTS, () -> span.addEvents(event(in)), () -> {});
            case "status" -> span.setStatus(status(in));
            default -> in.skip();
        }
    }

    static LogRecord logRecord(JsonFields in) throws IOException {
        LogRecord.Builder log = LogRecord.newBuilder();
        in.object("a log record", name -> {
            switch (name) {
                case "traceId" -> log.setTraceId(in.id(name));
                case "spanId" -> log.setSpanId(in.id(name));
                case "timeUnixNano" -> log.setTimeUnixNano(in.whole(name));
                case "observedTimeUnixNano" -> log.setObservedTimeUnixNano(in.whole(name));
                case "eventName" -> log.setEventName(in.text(name));
                case "body" -> log.setBody(anyValue(in, 0));
                case "attributes" -> in.bounded(name, () -> log.addAttributes(keyValue(in, 0)));
                default -> in.skip();
            }
        });
        return log.build();
    }

    static void resource(JsonFields in, String name, Resource.Builder into) throws IOException {
        if (name.equals("attributes")) {
            in.bounded(name, () -> into.addAttributes(keyValue(in, 0)));
        } else {
            in.skip();
        }
    }

    static void scope(JsonFields in, String name, InstrumentationScope.Builder into) throws IOException {
        if (name.equals("name")) {
            into.setName(in.text(name));
        } else {
            in.skip();
        }
    }

    private static Span.Event event(JsonFields in) throws IOException {
        Span.Event.Builder event = Span.Event.newBuilder();
        in.object("an event", name -> {
            switch (name) {
                case "timeUnixNano" -> event.setTimeUnixNano(in.whole(name));
                case "name" -> event.setName(in.text(name));
                case "attributes" -> in.bounded(name, SpanRules.EVENT_ATTRIBUTES,
                        () -> event.addAttributes(keyValue(in, 0)), () -> {});
                default -> in.skip();
            }
        });
        return event.build();
    }

    private static Status status(JsonFields in) throws IOException {
        Status.Builder status = Status.newBuilder();
        in.object("status", name -> {
            switch (name) {
                case "code" -> status.setCodeValue(in.constant(name, Status.StatusCode.class));
                case "message" -> status.setMessage(in.text(name));
                default -> in.skip();
            }
        });
        return status.build();
    }

    private static KeyValue keyValue(JsonFields in, int depth) throws IOException {
        KeyValue.Builder pair = KeyValue.newBuilder();
        in.object("an attribute", name -> {
            switch (name) {
                case "key" -> pair.setKey(in.text(name));
                case "value" -> pair.setValue(anyValue(in, depth));
                default -> in.skip();
            }
        });
        return pair.build();
    }

    private static AnyValue anyValue(JsonFields in, int depth) throws IOException {
        AnyValue.Builder value = AnyValue.newBuilder();
        in.object("a value", name -> {
            switch (name) {
                case "stringValue" -> value.setStringValue(in.text(name));
                case "boolValue" -> value.setBoolValue(in.truth(name));
                case "intValue" -> value.setIntValue(in.whole(name));
                case "doubleValue" -> value.setDoubleValue(in.real(name));
                case "bytesValue" -> value.setBytesValue(in.bytes(name));
                case "arrayValue" -> value.setArrayValue(list(in, depth + 1));
                case "kvlistValue" -> value.setKvlistValue(map(in, depth + 1));
                default -> in.skip();
            }
        });
        return value.build();
    }

    private static ArrayValue list(JsonFields in, int depth) throws IOException {
        ArrayValue.Builder list = ArrayValue.newBuilder();
        in.object("arrayValue", name -> {
            if (name.equals("values") && depth <= Attributes.MOST_NESTED) {
                in.bounded(name, () -> list.addValues(anyValue(in, depth)));
            } else {
                in.skip();
            }
        });
        return list.build();
    }

    private static KeyValueList map(JsonFields in, int depth) throws IOException {
        KeyValueList.Builder map = KeyValueList.newBuilder();
        in.object("kvlistValue", name -> {
            if (name.equals("values") && depth <= Attributes.MOST_NESTED) {
                in.bounded(name, () -> map.addValues(keyValue(in, depth)));
            } else {
                in.skip();
            }
        });
        return map.build();
    }
}
