package io.agentops.ingest.otlp;

import io.agentops.ingest.IngestSecret;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Asks for the shared ingest secret in the metadata of a call, before its message is read. */
final class GrpcSecret implements ServerInterceptor {

    private static final Metadata.Key<String> KEY = Metadata.Key.of(IngestSecret.HEADER,
            Metadata.ASCII_STRING_MARSHALLER);

    private final IngestSecret secret;

    GrpcSecret(IngestSecret secret) {
        this.secret = secret;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
            ServerCallHandler<Q, A> next) {
        if (secret.isCarriedBy(headers.get(KEY))) {
            return next.startCall(call, headers);
        }
        call.close(Status.UNAUTHENTICATED.withDescription(IngestSecret.MISSING), new Metadata());
        return new ServerCall.Listener<>() {
        };
    }
}
