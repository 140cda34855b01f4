package io.agentops.ingest.otlp;

import java.io.IOException;
import java.io.InputStream;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.RetryInfo;

import io.agentops.contract.Topics;
import io.agentops.ingest.IngestSecret;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/** OTLP over gRPC: binds the official methods to the intake. Requests are taken as bytes, so that each span is parsed alone. */
@Singleton
class OtlpGrpc {

    private static final Logger LOG = Logger.getLogger(OtlpGrpc.class);

    private static final Metadata.Key<String> SECRET = Metadata.Key.of(IngestSecret.HEADER,
            Metadata.ASCII_STRING_MARSHALLER);

    private final SpanIntake intake;
    private final IngestSecret secret;
    private final OtlpSettings settings;

    OtlpGrpc(SpanIntake intake, IngestSecret secret, OtlpSettings settings) {
        this.intake = intake;
        this.secret = secret;
        this.settings = settings;
    }

    /** A service of one method, which takes requests of this kind. */
    ServerServiceDefinition service(MethodDescriptor<?, ?> method, Signal<?> signal) {
        MethodDescriptor<Request, Message> raw = MethodDescriptor.<Request, Message>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method.getFullMethodName())
                .setRequestMarshaller(new Requests())
                .setResponseMarshaller(new Answers())
                .build();
        return ServerServiceDefinition.builder(method.getServiceName())
                .addMethod(raw, guarded(ServerCalls.asyncUnaryCall((request, answer) -> take(signal, request, answer))))
                .build();
    }

    /** Asks for the shared secret before the message is read. */
    private <Q, A> ServerCallHandler<Q, A> guarded(ServerCallHandler<Q, A> inside) {
        return (call, headers) -> {
            if (secret.isCarriedBy(headers.get(SECRET))) {
                return inside.startCall(call, headers);
            }
            call.close(Status.UNAUTHENTICATED.withDescription(IngestSecret.MISSING), new Metadata());
            return new ServerCall.Listener<>() {
            };
        };
    }

    private <T> void take(Signal<T> signal, Request request, StreamObserver<Message> answer) {
        if (request.flaw != null) {
            answer.onError(request.flaw);
            return;
        }
        intake.take(Topics.DEFAULT_PROJECT, OtlpDoor.OTLP_GRPC, signal, ProtobufEncoding.INSTANCE, request.bytes)
                .subscribe().with(outcome -> {
                    answer.onNext(signal.answer().apply(outcome));
                    answer.onCompleted();
                }, failure -> answer.onError(status(failure, signal)));
    }

    private static StatusRuntimeException status(Throwable failure, Signal<?> signal) {
        if (failure instanceof OtlpFailure known) {
            return status(known);
        }
        LOG.errorf(failure, "A request with %ss failed", signal.noun());
        return status(OtlpFailure.unforeseen());
    }

    /** Exporters send again what is unavailable, and what is exhausted only where they are told when. */
    static StatusRuntimeException status(OtlpFailure failure) {
        var status = com.google.rpc.Status.newBuilder().setCode(failure.kind().code().value())
                .setMessage(failure.getMessage());
        failure.retryAfterSeconds().ifPresent(seconds -> status.addDetails(Any.pack(RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder().setSeconds(seconds)).build())));
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /** A request's bytes, or why they could not be had. */
    private static final class Request {
        private final byte[] bytes;
        private final StatusRuntimeException flaw;

        Request(byte[] bytes, StatusRuntimeException flaw) {
            this.bytes = bytes;
            this.flaw = flaw;
        }
    }

    /** Never throws: gRPC would answer what it throws as a fault of ours. */
    private final class Requests implements MethodDescriptor.Marshaller<Request> {

        @Override
        public Request parse(InputStream stream) {
            try {
                byte[] bytes = stream.readNBytes(settings.requestBytes() + 1);
                return bytes.length > settings.requestBytes()
                        ? new Request(null, status(OtlpFailure.tooLarge(settings.requestBytes())))
                        : new Request(bytes, null);
            } catch (StatusRuntimeException beyondLimit) {
                return new Request(null, status(OtlpFailure.tooLarge(settings.requestBytes())));
            } catch (IOException e) {
                return new Request(null, status(OtlpFailure.malformed("The request cannot be unpacked.")));
            }
        }

        @Override
        public InputStream stream(Request request) {
            throw new UnsupportedOperationException("a server sends no requests");
        }
    }

    private static final class Answers implements MethodDescriptor.Marshaller<Message> {

        @Override
        public InputStream stream(Message answer) {
            return answer.toByteString().newInput();
        }

        @Override
        public Message parse(InputStream stream) {
            throw new UnsupportedOperationException("a server reads no answers");
        }
    }
}
