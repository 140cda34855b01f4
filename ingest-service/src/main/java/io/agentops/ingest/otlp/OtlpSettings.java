package io.agentops.ingest.otlp;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of OpenTelemetry's doors. */
@ConfigMapping(prefix = "agentops.otlp")
public interface OtlpSettings {

    /**
     * The largest request over HTTP, in bytes, unpacked. Over gRPC {@code quarkus.grpc.server.max-inbound-message-size}
     * says the same.
     */
    @WithDefault("16777216")
    int requestBytes();

    /** How many bytes of requests may be between the doors and Kafka at once; a request beyond is told to come again. */
    @WithDefault("33554432")
    int inFlightBytes();

    /** The most spans, or log records, of one request that are taken; those beyond are refused. */
    @WithDefault("65536")
    int requestItems();

    /**
     * How long a request may wait to be read while others are, before its sender is told to come again. With the time that
     * Kafka may take, and the reading itself, it must stay below the 10 s that exporters wait.
     */
    @WithDefault("2s")
    Duration readWait();

    /** How long Kafka may take to acknowledge a request before its sender is told to come again; exporters wait 10 s. */
    @WithDefault("5s")
    Duration durableWait();
}
