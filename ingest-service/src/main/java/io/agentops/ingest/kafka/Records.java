package io.agentops.ingest.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

import io.agentops.contract.Topics;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;

/**
 * Writes records to Kafka with acks=all. A record is durable once its Uni completes; until then nobody may be told so.
 *
 * <p>The plain client rather than a messaging channel, because a door needs the partition and offset of its record, and
 * must be told at once, on the event loop, when the buffer is full.
 */
@Singleton
public class Records {

    private static final Logger LOG = Logger.getLogger(Records.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    /** Not more: the client adds it to the time of day, and an overflow would forget every topic at once. */
    private static final Duration NEVER_IDLE = Duration.ofDays(365);

    private final Producer<String, byte[]> producer;

    @Inject
    Records(@Identifier("default-kafka-broker") Map<String, Object> broker, KafkaSettings settings) {
        Map<String, Object> config = new HashMap<>(broker);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "ingest-service");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, (int) settings.linger().toMillis());
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, settings.batchBytes());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.bufferBytes());
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.recordBytes());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) settings.deliveryTimeout().toMillis() / 2);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) settings.deliveryTimeout().toMillis());
        // send() runs on event loops: it must refuse rather than block, and so must never forget an idle topic.
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, NEVER_IDLE.toMillis());
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** Asks for the topics' metadata early, so that the first record finds it there. */
    void warmUp(@Observes StartupEvent start) {
        for (String topic : List.of(Topics.AGENT_RUNS, Topics.AGENT_RUNS_DLQ, Topics.AGENT_SPANS,
                Topics.AGENT_SPANS_DLQ,
                Topics.AGENT_TELEMETRY, Topics.AGENT_TELEMETRY_DLQ, Topics.ANALYSIS_REQUESTS)) {
            try {
                producer.partitionsFor(topic);
            } catch (KafkaException e) {
                LOG.debugf("Metadata of %s is asked for, not there yet", topic);
            }
        }
    }

    /**
     * Sends one record.
     *
     * @return its place, once every in-sync replica has it
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback tells the same.
    public Uni<RecordMetadata> send(ProducerRecord<String, byte[]> message) {
        return Uni.createFrom().emitter(emitter -> {
            try {
                producer.send(message, (metadata, failure) -> {
                    if (failure == null) {
                        emitter.complete(metadata);
                    } else {
                        emitter.fail(new RecordNotSent(failure));
                    }
                });
            } catch (KafkaException e) {
                emitter.fail(new RecordNotSent(e));
            }
        });
    }

    /** Adds a text header. */
    public static void header(ProducerRecord<String, byte[]> message, String name, String value) {
        message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @PreDestroy
    void close() {
        producer.close(CLOSE_WAIT);
    }
}
