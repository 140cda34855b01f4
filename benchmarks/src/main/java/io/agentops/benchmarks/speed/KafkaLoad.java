package io.agentops.benchmarks.speed;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to a topic as a direct producer does, and knows what lies in it. */
final class KafkaLoad implements AutoCloseable {

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> reader;
    private final String topic;
    private volatile Exception failure;

    KafkaLoad(String servers, String topic) {
        this.topic = topic;
        Properties config = new Properties();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 262_144);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        reader = new KafkaConsumer<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Sends so many records, at a rate or, with 0, as fast as Kafka takes them; returns when it has them all.
     *
     * @param key by number
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback tells the same.
    void send(LongFunction<String> key, LongFunction<byte[]> value, long count, double rate)
            throws InterruptedException {
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long ahead = rate == 0 ? 0 : start + (long) (i / rate * 1e9) - System.nanoTime();
            if (ahead > 1_000_000) {
                TimeUnit.NANOSECONDS.sleep(ahead);
            }
            producer.send(new ProducerRecord<>(topic, key.apply(i), value.apply(i)), (metadata, e) -> {
                if (e != null) {
                    failure = e;
                }
            });
        }
        producer.flush();
        if (failure != null) {
            throw new IllegalStateException("Kafka refused a record", failure);
        }
    }

    /** How many records all partitions have taken so far. */
    synchronized long records() {
        return ends().stream().mapToLong(Long::longValue).sum();
    }

    private Collection<Long> ends() {
        List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition())).toList();
        return reader.endOffsets(partitions).values();
    }

    @Override
    public void close() {
        producer.close(CLOSE_WAIT);
        reader.close(CLOSE_WAIT);
    }
}
