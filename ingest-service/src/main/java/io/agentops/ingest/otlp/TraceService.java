package io.agentops.ingest.otlp;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.quarkus.grpc.GrpcService;

/** The gRPC door for spans. */
@GrpcService
class TraceService implements BindableService {

    private final OtlpGrpc door;

    TraceService(OtlpGrpc door) {
        this.door = door;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return door.service(TraceServiceGrpc.getExportMethod(), Signal.TRACES);
    }
}
