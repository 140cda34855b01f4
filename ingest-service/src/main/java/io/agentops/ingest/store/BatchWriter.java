package io.agentops.ingest.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.ledger.Tally;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;

/**
 * Brings what was polled into the database. A store that is away is waited for, however long that takes; content
 * that the database refuses is halved until the unit at fault stands alone, and goes to the dead letters.
 *
 * @param <U> a unit that is stored as a whole or not at all
 */
public final class BatchWriter<U> {

    private static final Logger LOG = Logger.getLogger(BatchWriter.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);
    private static final int PART_BYTES = 8 * 1024 * 1024;

    private final Store<U> store;
    private final Function<U, List<ConsumerRecord<String, byte[]>>> messages;
    private final DeadLetters deadLetters;
    private final MeterRegistry meters;
    private final Tally tally;
    private final List<ConsumerRecord<String, byte[]>> refused = new ArrayList<>();
    private final Map<RunKey, RunDay> stored = new HashMap<>();

    /** Stores all units or none. */
    public interface Store<U> {
        /**
         * Fails unless all is stored.
         *
         * @param last what else the transaction does, before it ends
         * @return the runs that were written; none where the units are no runs
         */
        Uni<Map<RunKey, RunDay>> store(List<U> units, Function<SqlConnection, Uni<Void>> last);
    }

    public BatchWriter(Store<U> store, Function<U, List<ConsumerRecord<String, byte[]>>> messages,
            DeadLetters deadLetters,
            MeterRegistry meters, Tally tally) {
        this.store = store;
        this.messages = messages;
        this.deadLetters = deadLetters;
        this.meters = meters;
        this.tally = tally;
    }

    /**
     * What is polled is bounded by its compressed size; a transaction, and what is in memory for it, by what it unpacks to. A record that
     * is read again, as after a rebalance, begins another part, since the ledger knows it by what was counted before its part.
     */
    public static List<List<ConsumerRecord<String, byte[]>>> parts(Iterable<ConsumerRecord<String, byte[]>> records) {
        List<List<ConsumerRecord<String, byte[]>>> parts = new ArrayList<>();
        Map<Integer, Long> last = new HashMap<>();
        int bytes = PART_BYTES;
        for (ConsumerRecord<String, byte[]> message : records) {
            if (bytes >= PART_BYTES || message.offset() <= last.getOrDefault(message.partition(), -1L)) {
                parts.add(new ArrayList<>());
                last.clear();
                bytes = 0;
            }
            parts.get(parts.size() - 1).add(message);
            last.put(message.partition(), message.offset());
            bytes += message.value() == null ? 0 : message.value().length;
        }
        return parts;
    }

    /** The last offset of each partition. */
    static Map<Integer, Long> lastOffsets(List<ConsumerRecord<String, byte[]>> records) {
        Map<Integer, Long> last = new HashMap<>();
        records.forEach(message -> last.merge(message.partition(), message.offset(), Math::max));
        return last;
    }

    /**
     * Completes once every unit is stored, everything else is a dead letter, and all of it is in the ledger; never fails.
     *
     * <p>Usually the ledger is told in the transaction that stores the units. When that has to be divided, it is told at the end:
     * a crash before leaves all of the records to be read, stored and counted again, and only the last of that is ever new.
     */
    public Uni<Void> write(Collection<U> units, List<DeadLetters.Refused> letters) {
        List<U> all = List.copyOf(units);
        return refuse(letters).chain(() -> all.isEmpty()
                ? count()
                : store(all, tally::count).onFailure().recoverWithUni(
                        // A single unit may be refused for the ledger's sake, not its own.
                        refusal -> (all.size() == 1 ? storeHalf(all) : divide(all, refusal)).chain(this::count)));
    }

    /** What went to the dead letters so far. */
    List<ConsumerRecord<String, byte[]>> refused() {
        return refused;
    }

    /** The runs that were written so far. */
    Map<RunKey, RunDay> stored() {
        return stored;
    }

    private Uni<Void> refuse(List<DeadLetters.Refused> letters) {
        return deadLetters.send(letters).invoke(() -> letters.forEach(letter -> {
            refused.add(letter.message());
            tally.deadLettered(letter.message());
        }));
    }

    /** Fails only with what the database refuses, or with what takes it too long and can be halved. */
    private Uni<Void> store(List<U> units, Function<SqlConnection, Uni<Void>> last) {
        return Uni.createFrom().deferred(() -> store.store(units, last))
                .invoke(() -> meters.counter(IngestMetrics.STORED)
                        .increment(units.stream().mapToInt(unit -> messages.apply(unit).size()).sum()))
                .onFailure(failure -> isForLater(failure, units)).invoke(this::storeAway)
                .onFailure(failure -> isForLater(failure, units)).retry()
                .withBackOff(FIRST_RETRY, LAST_RETRY).indefinitely()
                .invoke(stored::putAll).replaceWithVoid();
    }

    private Uni<Void> divide(List<U> units, Throwable refusal) {
        return units.size() == 1
                ? refuse(letters(units.get(0), (PgException) refusal))
                : storeHalf(units.subList(0, units.size() / 2))
                        .chain(() -> storeHalf(units.subList(units.size() / 2, units.size())));
    }

    private Uni<Void> storeHalf(List<U> units) {
        return store(units, connection -> Uni.createFrom().voidItem()).onFailure()
                .recoverWithUni(refusal -> divide(units, refusal));
    }

    private Uni<Void> count() {
        return Uni.createFrom().deferred(tally::count)
                .onFailure(failure -> !RunStore.isContentAtFault(failure)).invoke(this::storeAway)
                .onFailure(failure -> !RunStore.isContentAtFault(failure)).retry()
                .withBackOff(FIRST_RETRY, LAST_RETRY).indefinitely()
                // No record's content can cause it; if one does, the ledger will show a difference, and all else goes on.
                .onFailure().invoke(e -> LOG.error("Records are stored, but not counted", e))
                .onFailure().recoverWithNull();
    }

    /** Whether the same may be tried again: the content is not at fault, and half of it would not be easier. */
    private boolean isForLater(Throwable failure, List<U> units) {
        return !RunStore.isContentAtFault(failure) && (units.size() == 1 || !RunStore.isTooLong(failure));
    }

    private List<DeadLetters.Refused> letters(U unit, PgException refusal) {
        String reason = "PostgreSQL refuses its content: " + refusal.getSqlState();
        return messages.apply(unit).stream().map(message -> new DeadLetters.Refused(message, reason, false)).toList();
    }

    private void storeAway(Throwable failure) {
        meters.counter(IngestMetrics.STORE_RETRIES).increment();
        LOG.warnf("Records wait in Kafka until PostgreSQL takes them: %s", failure.getMessage());
    }
}
