package io.agentops.ingest.letters;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import io.agentops.http.ProblemException;
import io.smallrye.common.annotation.Identifier;

/** The dead-letter topics, to read single records from. */
@Singleton
class LetterTopics {

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int RETRY_AFTER_SECONDS = 5;

    private final Map<String, Object> config;

    LetterTopics(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        config = new HashMap<>(broker);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * 1024 * 1024);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONGEST.toMillis());
    }

    /** A reader for one request, to be closed with it. */
    Open open() {
        return new Open();
    }

    /** A connection to the topics, made when it is first needed. Its methods block; closing waits for a read that goes on. */
    final class Open implements AutoCloseable {

        private final Map<TopicPartition, Long> ends = new HashMap<>();
        private Consumer<String, byte[]> consumer;
        private boolean closed;

        private Open() {}

        /**
         * The record of a dead letter; empty once it has left its topic.
         *
         * @throws ProblemException 503 where Kafka does not answer
         */
        synchronized Optional<ConsumerRecord<String, byte[]>> read(LetterStore.Stored letter) {
            if (closed) {
                throw new IllegalStateException("the request is over");
            }
            try {
                if (consumer == null) {
                    consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
                }
                return at(letter.place()).filter(found -> Letter.source(found).equals(letter.source()));
            } catch (OffsetOutOfRangeException left) {
                return Optional.empty();
            } catch (KafkaException away) {
                throw ProblemException.unavailable("The record cannot be read now: Kafka does not answer.",
                        RETRY_AFTER_SECONDS);
            }
        }

        private Optional<ConsumerRecord<String, byte[]>> at(Place place) {
            TopicPartition partition = place.letters();
            if (place.offset() >= ends.computeIfAbsent(partition, this::end)) {
                return Optional.empty();
            }
            if (!consumer.assignment().contains(partition)) {
                consumer.assign(Set.of(partition));
            }
            consumer.seek(partition, place.offset());
            long deadline = System.nanoTime() + LONGEST.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> found : consumer.poll(POLL)) {
                    return Optional.of(found).filter(record -> record.offset() == place.offset());
                }
            }
            throw new TimeoutException("no record came");
        }

        private long end(TopicPartition partition) {
            return consumer.endOffsets(Set.of(partition)).get(partition);
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (consumer != null) {
                consumer.close();
            }
        }
    }
}
