package io.agentops.ingest.letters;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

import io.agentops.contract.Topics;
import io.agentops.http.Problem;
import io.agentops.http.ProblemException;
import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.kafka.RecordNotSent;
import io.agentops.ingest.kafka.Records;
import io.agentops.ingest.ledger.DoorCounts;
import io.agentops.ingest.ledger.Unit;
import io.agentops.ingest.letters.LetterStore.Stored;
import io.agentops.ingest.store.RecordHeaders;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Sends refused records to their topic again, as they are in the dead-letter topic: what the database has may be masked. The row
 * follows once Kafka has the record, so that a process that dies in between leaves it open; sent twice, it is stored once.
 */
@Singleton
class Redrive {

    private static final Logger LOG = Logger.getLogger(Redrive.class);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int MOST_AT_ONCE = 4;
    private static final int RETRY_AFTER_SECONDS = 1;

    private static final String LEFT = "The record has left the dead-letter topic.";
    private static final String NEVER_KEPT = "Of the record only its place and the reason were kept.";

    private final LetterStore store;
    private final LetterTopics topics;
    private final Records records;
    private final DoorCounts ledger;
    private final MeterRegistry meters;
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);

    Redrive(LetterStore store, LetterTopics topics, Records records, DoorCounts ledger, MeterRegistry meters) {
        this.store = store;
        this.topics = topics;
        this.records = records;
        this.ledger = ledger;
        this.meters = meters;
    }

    /**
     * What came of many.
     *
     * @param gone of those tried, how many have left their topic
     */
    record Outcome(int redriven, int gone) {

        Outcome plus(End end) {
            return new Outcome(redriven + (end == End.REDRIVEN ? 1 : 0), gone + (end == End.GONE ? 1 : 0));
        }
    }

    private enum End {
        REDRIVEN,
        GONE,
        DECIDED_BY_ANOTHER
    }

    /** Fails with 404, 409 for one that is decided, 410 for one whose record is gone, 429, or 503 without Kafka. */
    Uni<Void> one(String project, UUID id) {
        return store.find(project, id)
                .map(found -> found.orElseThrow(Redrive::unknown))
                .invoke(Redrive::checkOpen)
                .chain(letter -> reading(open -> redrive(project, letter, open)))
                .invoke(end -> {
                    switch (end) {
                        case GONE -> throw ProblemException.of(Problem.of(410, LEFT));
                        case DECIDED_BY_ANOTHER -> throw decided();
                        case REDRIVEN -> LOG.infof("Dead letter %s was sent again", id);
                    }
                })
                .replaceWithVoid();
    }

    /**
     * The oldest open ones, in the order in which they were refused; not all of them where that takes long. Fails with 429, or 503 without Kafka,
     * when some may have been sent; what was sent is no longer open.
     *
     * @param reason null for any
     */
    Uni<Outcome> many(String project, String reason, int most) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        return store.open(project, reason, most).chain(letters -> reading(open -> Multi.createFrom()
                .iterable(inOrder(letters))
                .onItem().transformToUniAndConcatenate(letter -> System.nanoTime() < deadline
                        ? redrive(project, letter, open)
                        : Uni.createFrom().nullItem())
                .collect().asList()
                .map(ends -> ends.stream().reduce(new Outcome(0, 0), Outcome::plus,
                        (a, b) -> new Outcome(a.redriven + b.redriven, a.gone + b.gone)))))
                .invoke(outcome -> LOG.infof("%d dead letters were sent again", outcome.redriven));
    }

    static ProblemException unknown() {
        return ProblemException.notFound("No dead letter is known by this id.");
    }

    static ProblemException decided() {
        return ProblemException.conflict("The dead letter was redriven or discarded before.");
    }

    private static List<Stored> inOrder(List<Stored> letters) {
        return letters.stream().sorted(Comparator.comparing((Stored letter) -> letter.place().letters().toString())
                .thenComparing(letter -> letter.place().offset())).toList();
    }

    private static void checkOpen(Stored letter) {
        if (!letter.isOpen()) {
            throw decided();
        }
        if (!letter.hasValue()) {
            throw ProblemException.of(Problem.of(410, NEVER_KEPT));
        }
    }

    private <T> Uni<T> reading(Function<LetterTopics.Open, Uni<T>> work) {
        if (!free.tryAcquire()) {
            return Uni.createFrom().failure(ProblemException.tooManyRequests(RETRY_AFTER_SECONDS));
        }
        LetterTopics.Open open = topics.open();
        return work.apply(open)
                .onTermination().call(() -> blocking(() -> {
                    open.close();
                    return open;
                }))
                .onTermination().invoke(free::release);
    }

    private Uni<End> redrive(String project, Stored letter, LetterTopics.Open open) {
        return blocking(() -> open.read(letter)).chain(found -> found.isEmpty()
                ? store.gone(project, letter.id()).replaceWith(End.GONE)
                : records.send(again(letter, found.get()))
                        .onFailure(RecordNotSent.class).transform(e -> ProblemException.unavailable(
                                "The record is not durable yet: Kafka does not acknowledge it.", RETRY_AFTER_SECONDS))
                        .invoke(at -> ledger.accepted(project, RecordHeaders.REDRIVE, Unit.of(letter.place().topic()),
                                RecordHeaders.redriven(found.get()), at))
                        .invoke(() -> meters.counter(IngestMetrics.REDRIVEN).increment())
                        .chain(() -> store.decide(project, letter.id(), "redriven"))
                        .map(first -> first ? End.REDRIVEN : End.DECIDED_BY_ANOTHER));
    }

    private static ProducerRecord<String, byte[]> again(Stored letter, ConsumerRecord<String, byte[]> found) {
        var record = new ProducerRecord<>(letter.place().topic(), null, found.key(), found.value(), found.headers());
        record.headers().remove(Topics.HEADER_REASON).remove(Topics.HEADER_SOURCE).remove(Topics.HEADER_REDRIVEN);
        Records.header(record, Topics.HEADER_REDRIVEN, letter.id().toString());
        return record;
    }

    private static <T> Uni<T> blocking(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }
}
