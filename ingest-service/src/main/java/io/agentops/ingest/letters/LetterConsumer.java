package io.agentops.ingest.letters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

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
                .chain(letters -> store.add(letters)
                        .onFailure().invoke(e -> LOG.warnf("Dead letters wait in Kafka: %s", e.getMessage()))
                        .onFailure().retry().withBackOff(FIRST_RETRY, LAST_RETRY).indefinitely());
    }

    private List<Letter> read(ConsumerRecords<String, byte[]> records) {
        List<Letter> letters = new ArrayList<>();
        records.forEach(message -> letters.add(reader.read(message)));
        return letters;
    }
}
