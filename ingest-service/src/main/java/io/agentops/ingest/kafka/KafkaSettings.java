package io.agentops.ingest.kafka;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How records are sent. */
@ConfigMapping(prefix = "agentops.kafka")
public interface KafkaSettings {

    /** How long a batch waits for company. Zero halves the throughput under load; more is felt in every answer. */
    @WithDefault("5ms")
    Duration linger();

    /** The size of a batch for one partition, in bytes. */
    @WithDefault("262144")
    int batchBytes();

    /** All that may wait to be sent, in bytes; beyond it a door answers 503. */
    @WithDefault("33554432")
    long bufferBytes();

    /** The largest record, in bytes; the topic's {@code max.message.bytes} must allow it. */
    @WithDefault("2097152")
    int recordBytes();

    /** How long a record is tried before its door answers 503. */
    @WithDefault("10s")
    Duration deliveryTimeout();
}
