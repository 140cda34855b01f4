package io.agentops.ingest.letters;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Makes rows of dead letters. A store that is away is waited for, however long that takes; the topics hold them meanwhile. */
@ApplicationScoped
public class LetterConsumer {

    private static final Logger LOG = Logger.getLogger(LetterConsumer.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    private final LetterReader reader;
    private final LetterStore store;

    LetterConsumer(LetterReader reader, LetterStore store) {
        this.reader = reader;
        this.store = store;
    }

    /** Completes once every dead letter of the batch has its row; never fails. */
    @Incoming("deadletters")
    public Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
        return Uni.createFrom().item(() -> read(records))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(letters -> add(List.copyOf(letters.values())).onFailure()
                        .recoverWithUni(() -> addEach(letters)));
    }

    /** Fails only with what PostgreSQL refuses. */
    private Uni<Void> add(List<Letter> letters) {
        return Uni.createFrom().deferred(() -> store.add(letters))
                .onFailure(failure -> !LetterStore.isRefused(failure))
                .invoke(e -> LOG.warnf("Dead letters wait in Kafka: %s", e.getMessage()))
                .onFailure(failure -> !LetterStore.isRefused(failure)).retry()
                .withBackOff(FIRST_RETRY, LAST_RETRY).indefinitely();
    }

    /** One that is refused must not hold the others: of it the place and the reason are kept, or else its record alone. */
    private Uni<Void> addEach(Map<ConsumerRecord<String, byte[]>, Letter> letters) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Map.Entry<ConsumerRecord<String, byte[]>, Letter> one : letters.entrySet()) {
            done = done.chain(() -> add(List.of(one.getValue())).onFailure()
                    .recoverWithUni(() -> add(List.of(reader.bare(one.getKey())))).onFailure()
                    .invoke(e -> LOG.errorf("Dead letter %s has no row: %s", one.getValue().source(), e.getMessage()))
                    .onFailure().recoverWithNull());
        }
        return done;
    }

    private Map<ConsumerRecord<String, byte[]>, Letter> read(ConsumerRecords<String, byte[]> records) {
        Map<ConsumerRecord<String, byte[]>, Letter> letters = new LinkedHashMap<>();
        records.forEach(message -> letters.put(message, read(message)));
        return letters;
    }

    private Letter read(ConsumerRecord<String, byte[]> message) {
        try {
            return reader.read(message);
        } catch (RuntimeException e) {
            // Without the message, which may quote content.
            LOG.errorf("Of a dead letter only its place is kept: %s", e.getClass().getName());
            return reader.bare(message);
        }
    }
}
