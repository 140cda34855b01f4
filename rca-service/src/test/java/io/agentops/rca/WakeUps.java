package io.agentops.rca;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.agentops.contract.Topics;
import io.agentops.localstack.testing.SharedStack;

/** Sends what ingest-service sends. */
public final class WakeUps implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", SharedStack.settings().get("kafka.bootstrap.servers"), "acks", "all"),
            new ByteArraySerializer(), new ByteArraySerializer());

    public void send(String project, UUID rcaRun, String run) {
        raw("{\"project_id\":\"%s\",\"rca_run_id\":\"%s\",\"run_id\":\"%s\"}".formatted(project, rcaRun, run));
    }

    /** Always into the same partition, so that what comes first is met first. */
    public void raw(String value) {
        var bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(Topics.ANALYSIS_REQUESTS, 0, null, bytes)).get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
