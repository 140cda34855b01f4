package io.agentops.ingest.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;

/** The gatherers of a channel's consumers, of which there may be several. */
final class Gatherers {

    /** Three tenths less work for PostgreSQL at a few hundred records a second, for some milliseconds of each. */
    private static final Duration APART = Duration.ofMillis(20);
    /** Within what the connector waits for when it stops, so that what was stored before is committed. */
    private static final Duration COMMITTED = Duration.ofMillis(100);

    private final Map<String, Gatherer> byConsumer = new ConcurrentHashMap<>();
    private final Function<List<ConsumerRecord<String, byte[]>>, Uni<Void>> store;

    Gatherers(Function<List<ConsumerRecord<String, byte[]>>, Uni<Void>> store) {
        this.store = store;
    }

    /** That of the consumer that polled this: the connector names the consumers of one channel apart. */
    Gatherer of(Message<ConsumerRecords<String, byte[]>> polled) {
        String consumer = polled.getMetadata(IncomingKafkaRecordBatchMetadata.class)
                .map(metadata -> metadata.getChannel() + '/' + metadata.getConsumerIndex()).orElseThrow();
        return byConsumer.computeIfAbsent(consumer, name -> new Gatherer(store, APART, COMMITTED));
    }
}
