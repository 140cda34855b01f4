package io.agentops.ingest.otlp;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.quarkus.grpc.GrpcService;

/** The gRPC door for log records. */
@GrpcService
class LogsService implements BindableService {

    private final OtlpGrpc door;

    LogsService(OtlpGrpc door) {
        this.door = door;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return door.service(LogsServiceGrpc.getExportMethod(), Signal.LOGS);
    }
}
