package io.agentops.ingest.store;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

import io.agentops.contract.Topics;
import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.kafka.RecordNotSent;
import io.agentops.ingest.kafka.Records;
import io.agentops.ingest.privacy.Labels;
import io.agentops.ingest.privacy.Redactor;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;

/** Keeps what could not be accepted, as it was sent, with the reason beside it. */
@Singleton
public class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    private static final int LONGEST_KEY = 401;

    private final Records records;
    private final Redactor redactor;
    private final MeterRegistry meters;

    DeadLetters(Records records, Redactor redactor, MeterRegistry meters) {
        this.records = records;
        this.redactor = redactor;
        this.meters = meters;
    }

    /**
     * A record and why it was refused; the reason repeats nothing of the content.
     *
     * @param confidential whether nothing of the record may be kept but its place, and its key where that is a label
     */
    public record Refused(ConsumerRecord<String, byte[]> message, String reason, boolean confidential) {

        /** A record over which our own code failed: a fault of ours, which must not hold the records behind it. */
        public static Refused unreadable(ConsumerRecord<String, byte[]> message, RuntimeException fault) {
            return new Refused(message, "The record cannot be read: " + fault.getClass().getName(), true);
        }
    }

    /** Completes once Kafka has every dead letter, however long Kafka is away; a dead letter is never dropped. */
    Uni<Void> send(List<Refused> refused) {
        if (refused.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.join().all(refused.stream().map(this::send).toList()).andFailFast().replaceWithVoid();
    }

    private Uni<Void> send(Refused refused) {
        ConsumerRecord<String, byte[]> from = refused.message();
        String source = from.topic() + "/" + from.partition() + "/" + from.offset();
        var letter = new ProducerRecord<>(from.topic() + Topics.DLQ_SUFFIX, null, from.key(), from.value(),
                from.headers());
        Records.header(letter, Topics.HEADER_REASON, refused.reason());
        Records.header(letter, Topics.HEADER_SOURCE, source);
        return records.send(refused.confidential() ? withoutValue(letter, labelOf(from.key())) : letter)
                .onFailure(RecordNotSent::isTooLarge).recoverWithUni(() -> records.send(withoutValue(letter, null)))
                .onFailure().retry().withBackOff(FIRST_RETRY, LAST_RETRY).indefinitely()
                .invoke(() -> {
                    meters.counter(IngestMetrics.DEAD_LETTERED).increment();
                    LOG.warnf("Record %s went to the dead letters: %s", source, refused.reason());
                })
                .replaceWithVoid();
    }

    /** The key, where it is no more than the name of a run. */
    private String labelOf(String key) {
        boolean label = key != null && key.length() <= LONGEST_KEY && Labels.isPlain(key.replace('|', ':'))
                && Labels.words(key) <= Labels.MOST_WORDS_OF_ID && !redactor.isUnsafeLabel(key);
        return label ? key : null;
    }

    /**
     * What must not be kept leaves its place and reason, and so does a record that direct producers could compress into the topic, and
     * nobody can write again.
     */
    private static ProducerRecord<String, byte[]> withoutValue(ProducerRecord<String, byte[]> letter, String key) {
        var stub = new ProducerRecord<String, byte[]>(letter.topic(), null, key, null);
        for (String name : new String[]{Topics.HEADER_REASON, Topics.HEADER_SOURCE}) {
            stub.headers().add(letter.headers().lastHeader(name));
        }
        return stub;
    }
}
