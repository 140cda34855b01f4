package io.agentops.benchmarks.faults;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.agentops.contract.Topics;

/** Writes records straight to the topic of runs. */
final class KafkaSender implements Sender {

    private static final String NAME = "kafka";

    private final KafkaProducer<byte[], byte[]> producer;
    private final Tally answers;

    KafkaSender(String bootstrapServers, Tally answers) {
        this.producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all",
                "enable.idempotence", true, "max.block.ms", 10_000, "request.timeout.ms", 10_000, "delivery.timeout.ms",
                30_000, "linger.ms", 5, "max.request.size", 2_000_000), new ByteArraySerializer(),
                new ByteArraySerializer());
        this.answers = answers;
    }

    @Override
    public List<Sample.Message> attempt(List<Sample.Message> messages) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Sample.Message message : messages) {
            sent.add(producer.send(new ProducerRecord<>(Topics.AGENT_RUNS,
                    message.key().getBytes(StandardCharsets.UTF_8), message.body())));
        }
        List<Sample.Message> left = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            if (!isAcknowledged(sent.get(i))) {
                left.add(messages.get(i));
            }
        }
        return left;
    }

    private boolean isAcknowledged(Future<RecordMetadata> future) {
        try {
            future.get();
            answers.count(NAME, "acknowledged");
            return true;
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            answers.count(NAME, cause.getClass().getSimpleName());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(5));
    }
}
