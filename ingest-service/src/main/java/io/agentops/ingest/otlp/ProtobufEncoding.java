package io.agentops.ingest.otlp;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;

import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;

/**
 * Binary protobuf. Walks down to the bytes of each span and parses it by itself, so that one that is malformed is refused
 * alone, and a request is never in memory as a whole tree.
 */
final class ProtobufEncoding implements Encoding {

    static final Encoding INSTANCE = new ProtobufEncoding();

    /** Field numbers that requests of traces and of logs have in common. */
    private static final int BY_RESOURCE = 1;
    private static final int RESOURCE = 1;
    private static final int BY_SCOPE = 2;
    private static final int SCOPE = 1;
    private static final int ITEMS = 2;

    private static final int ITEM_BYTES = 4 << 20;
    /** Two bytes of a span become an object many times as large, so that one with more is not even parsed. */
    private static final int ITEM_FIELDS = 131_072;
    private static final int LEAST_FIELD_BYTES = 2;
    /** As deep as protobuf's own parser goes. */
    private static final int MOST_NESTED = 100;
    /** Of a resource, and of a scope, in all its parts. */
    private static final int ORIGIN_BYTES = 256 << 10;

    private ProtobufEncoding() {}

    @Override
    public <T> void read(byte[] request, Signal<T> signal, Sink<T> sink) {
        try {
            each(UnsafeByteOperations.unsafeWrap(request), BY_RESOURCE, part -> byResource(part, signal, sink));
        } catch (IOException e) {
            throw OtlpFailure.malformed("The body is not a protobuf message of this kind.");
        }
    }

    private static <T> void byResource(ByteString part, Signal<T> signal, Sink<T> sink) throws IOException {
        Resource.Builder resource = Resource.newBuilder();
        String flaw = merge(part, RESOURCE, resource, "resource");
        Resource whole = resource.build();
        each(part, BY_SCOPE, inner -> byScope(inner, whole, flaw, signal, sink));
    }

    private static <T> void byScope(ByteString part, Resource resource, String flawOfResource, Signal<T> signal,
            Sink<T> sink) throws IOException {
        InstrumentationScope.Builder scope = InstrumentationScope.newBuilder();
        String flawOfScope = merge(part, SCOPE, scope, "scope");
        String flaw = flawOfResource == null ? flawOfScope : flawOfResource;
        Origin origin = new Origin(resource, scope.getName());
        each(part, ITEMS, item -> {
            if (sink.admits()) {
                if (flaw == null) {
                    item(item, origin, signal, sink);
                } else {
                    sink.refuse(flaw);
                }
            }
        });
    }

    private static <T> void item(ByteString bytes, Origin origin, Signal<T> signal, Sink<T> sink) {
        if (bytes.size() > ITEM_BYTES) {
            sink.refuse("must have at most %,d bytes".formatted(ITEM_BYTES));
            return;
        }
        T item;
        try {
            if (bytes.size() > LEAST_FIELD_BYTES * ITEM_FIELDS && fields(bytes, signal.descriptor()) > ITEM_FIELDS) {
                sink.refuse("must have at most %,d fields".formatted(ITEM_FIELDS));
                return;
            }
            item = signal.parser().parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            sink.refuse(flaw(e));
            return;
        }
        sink.take(origin, item);
    }

    private static int fields(ByteString bytes, Descriptor type) throws InvalidProtocolBufferException {
        try {
            return fields(bytes.newCodedInput(), type, 0);
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidProtocolBufferException(e);
        }
    }

    /** Counts the fields of a message and of those within it without building any; up to the bound and a few more. */
    private static int fields(CodedInputStream in, Descriptor type, int depth) throws IOException {
        int fields = 0;
        for (int tag = in.readTag(); tag != 0 && fields <= ITEM_FIELDS; tag = in.readTag()) {
            fields++;
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            if (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth < MOST_NESTED
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                int outer = in.pushLimit(in.readRawVarint32());
                fields += fields(in, field.getMessageType(), depth + 1);
                in.skipRawBytes(in.getBytesUntilLimit());
                in.popLimit(outer);
            } else if (!in.skipField(tag)) {
                throw new IOException("a group ends that did not begin");
            }
        }
        return fields;
    }

    /** A field that comes more than once is merged, as protobuf has it. Returns what is wrong with it, or null. */
    private static String merge(ByteString part, int number, Message.Builder into, String name) throws IOException {
        AtomicInteger size = new AtomicInteger();
        AtomicReference<String> flaw = new AtomicReference<>();
        each(part, number, bytes -> {
            if (size.addAndGet(bytes.size()) > ORIGIN_BYTES) {
                flaw.set("%s: must have at most %,d bytes".formatted(name, ORIGIN_BYTES));
                return;
            }
            try {
                into.mergeFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                flaw.set(name + ": " + flaw(e));
            }
        });
        return flaw.get();
    }

    private static String flaw(InvalidProtocolBufferException e) {
        return String.valueOf(e.getMessage()).contains("UTF-8") ? "text must be UTF-8" : "must be well-formed protobuf";
    }

    /** Hands over every value of a message's field, without copying it. */
    private static void each(ByteString message, int number, Value value) throws IOException {
        CodedInputStream in = message.newCodedInput();
        in.enableAliasing(true);
        int wanted = number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == wanted) {
                value.is(in.readBytes());
            } else if (!in.skipField(tag)) {
                throw new IOException("a group ends that did not begin");
            }
        }
    }

    private interface Value {
        void is(ByteString bytes) throws IOException;
    }
}
