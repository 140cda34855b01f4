package io.agentops.ingest.otlp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
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

    /** Some bytes of a span become objects many times as large, so that larger ones are not even parsed. */
    private static final int ITEM_BYTES = 4 << 20;

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
            item = signal.parser().parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            sink.refuse(flaw(e));
            return;
        }
        sink.take(origin, item);
    }

    /** A field that comes more than once is merged, as protobuf has it. Returns what is wrong with it, or null. */
    private static String merge(ByteString part, int number, Message.Builder into, String name) throws IOException {
        List<String> flaws = new ArrayList<>(1);
        each(part, number, bytes -> {
            try {
                into.mergeFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                flaws.add(name + ": " + flaw(e));
            }
        });
        return flaws.isEmpty() ? null : flaws.get(0);
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
