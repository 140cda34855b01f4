package io.agentops.ingest.otlp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads the topic of spans from its beginning, and remembers what it read. */
@Singleton
class SpanTopic {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> read = new ArrayList<>();
    private final ObjectMapper json = new ObjectMapper();

    SpanTopic(@ConfigProperty(name = "kafka.bootstrap.servers") String servers) {
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", servers, "group.id", UUID.randomUUID().toString(),
                "enable.auto.commit", "false"), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor("agent-spans").stream()
                .map(p -> new TopicPartition(p.topic(), p.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The records of a trace, once they hold so many spans. */
    synchronized List<ConsumerRecord<String, byte[]>> records(String traceId, int spans) {
        Predicate<ConsumerRecord<String, byte[]>> ofTrace = found -> found.key().equals("default|" + traceId);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            List<ConsumerRecord<String, byte[]>> found = read.stream().filter(ofTrace).toList();
            if (found.stream().mapToInt(message -> batch(message).path("spans").size()).sum() >= spans) {
                return found;
            }
            consumer.poll(Duration.ofMillis(100)).forEach(read::add);
        }
        throw new AssertionError("not " + spans + " spans of trace " + traceId);
    }

    /** The one record of a trace. */
    JsonNode batch(String traceId) {
        return batch(records(traceId, 1).get(0));
    }

    /** All records that are there now. */
    synchronized List<ConsumerRecord<String, byte[]>> all() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(read::add);
        }
        return List.copyOf(read);
    }

    JsonNode batch(ConsumerRecord<String, byte[]> message) {
        try {
            return json.readTree(new String(message.value(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON", e);
        }
    }

    @PreDestroy
    void close() {
        consumer.close();
    }
}
