package io.agentops.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A producer and a consumer as other teams run them. */
@Singleton
public class KafkaClient {

    private final String servers;
    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> consumer;

    KafkaClient(@ConfigProperty(name = "kafka.bootstrap.servers") String servers) {
        this.servers = servers;
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", servers), new StringSerializer(),
                new StringSerializer());
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", servers, "group.id", UUID.randomUUID().toString(),
                "enable.auto.commit", "false"), new StringDeserializer(), new StringDeserializer());
    }

    /** Sends a record to one partition and waits for its acknowledgement. */
    public void send(String topic, int partition, String key, String value) {
        send(producer, new ProducerRecord<>(topic, partition, key, value));
    }

    /** The same, with headers; gives the record's place. */
    public String send(String topic, int partition, String key, String value, Map<String, String> headers) {
        ProducerRecord<String, String> message = new ProducerRecord<>(topic, partition, key, value);
        headers.forEach((name, text) -> message.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        RecordMetadata sent = send(producer, message);
        return topic + "/" + partition + "/" + sent.offset();
    }

    /** The same, in a transaction of its own, which leaves an offset without a record behind it. */
    public void sendInTransaction(String topic, int partition, String key, String value, Map<String, String> headers) {
        ProducerRecord<String, String> message = new ProducerRecord<>(topic, partition, key, value);
        headers.forEach((name, text) -> message.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<String, String> transactional = new KafkaProducer<>(Map.of("bootstrap.servers", servers,
                "transactional.id", UUID.randomUUID().toString()), new StringSerializer(), new StringSerializer())) {
            transactional.initTransactions();
            transactional.beginTransaction();
            send(transactional, message);
            transactional.commitTransaction();
        }
    }

    /** The same, with a project header of any value. */
    public void sendWithProject(String topic, int partition, String key, String value, byte[] project) {
        ProducerRecord<String, String> message = new ProducerRecord<>(topic, partition, key, value);
        message.headers().add("project_id", project);
        send(producer, message);
    }

    /** Sends what only compression makes small enough for the topic; gives the record's place. */
    public String sendCompressed(String topic, int partition, String key, String value) {
        try (KafkaProducer<String, String> compressing = new KafkaProducer<>(Map.of("bootstrap.servers", servers,
                "compression.type", "gzip", "max.request.size", 100_000_000, "buffer.memory", 100_000_000L),
                new StringSerializer(), new StringSerializer())) {
            RecordMetadata sent = send(compressing, new ProducerRecord<>(topic, partition, key, value));
            return topic + "/" + partition + "/" + sent.offset();
        }
    }

    private static RecordMetadata send(KafkaProducer<String, String> by, ProducerRecord<String, String> message) {
        try {
            return by.send(message).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("not sent", e);
        }
    }

    /** The record with this key, once it is on the topic. */
    public ConsumerRecord<String, String> find(String topic, String key) {
        return find(topic, found -> key.equals(found.key()));
    }

    /** The dead letter of the record at this place. */
    public ConsumerRecord<String, String> findSource(String topic, String source) {
        return find(topic, found -> source.equals(header(found, "source")));
    }

    private ConsumerRecord<String, String> find(String topic, Predicate<ConsumerRecord<String, String>> wanted) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map((PartitionInfo p) -> new TopicPartition(p.topic(), p.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(100))) {
                if (wanted.test(found)) {
                    return found;
                }
            }
        }
        throw new AssertionError("no such record on " + topic);
    }

    /** All that is on a topic now: keys, values and headers. */
    public List<String> dump(String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map((PartitionInfo p) -> new TopicPartition(p.topic(), p.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<String> all = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(100))) {
                StringBuilder text = new StringBuilder(found.key() + "\n" + found.value());
                found.headers().forEach(header -> text.append('\n').append(header.key()).append('=').append(
                        header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8)));
                all.add(text.toString());
            }
        }
        return all;
    }

    /** A header's text. */
    public static String header(ConsumerRecord<String, String> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @PreDestroy
    void close() {
        producer.close(Duration.ofSeconds(2));
        consumer.close();
    }
}
