package io.agentops.ingest.otlp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;

/** Calls the gRPC doors as generated clients do, or with any bytes. */
@Singleton
class GrpcClient {

    private final ManagedChannel channel;

    GrpcClient(@ConfigProperty(name = "quarkus.grpc.server.test-port") int port) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    TraceServiceGrpc.TraceServiceBlockingStub traces() {
        return TraceServiceGrpc.newBlockingStub(channel);
    }

    LogsServiceGrpc.LogsServiceBlockingStub logs() {
        return LogsServiceGrpc.newBlockingStub(channel);
    }

    /** Sends any bytes as a request for spans. */
    byte[] send(byte[] request) {
        MethodDescriptor<byte[], byte[]> method = TraceServiceGrpc.getExportMethod().toBuilder(new Bytes(), new Bytes())
                .build();
        return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    }

    /** How long the server asks to wait, in seconds; 0 where it does not ask to be called again. */
    static long retryDelay(StatusRuntimeException failure) {
        return StatusProto.fromThrowable(failure).getDetailsList().stream().filter(any -> any.is(RetryInfo.class))
                .map(any -> {
                    try {
                        return any.unpack(RetryInfo.class).getRetryDelay().getSeconds();
                    } catch (InvalidProtocolBufferException e) {
                        throw new UncheckedIOException(e);
                    }
                }).findFirst().orElse(0L);
    }

    @PreDestroy
    void close() {
        channel.shutdownNow();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
