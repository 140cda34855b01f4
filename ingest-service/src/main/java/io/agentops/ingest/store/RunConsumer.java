package io.agentops.ingest.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

import io.agentops.contract.run.AgentRun;
import io.agentops.ingest.IngestMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.pgclient.PgException;

/**
 * The one writer of runs: reads a poll's records, merges them per run, stores them, and only then lets their offsets be
 * committed. Records of direct producers passed no door, so that every record is read and checked here. A record that
 * cannot be stored goes to the dead-letter topic; a store that is away is waited for, however long that takes.
 */
@ApplicationScoped
public class RunConsumer {

    private static final Logger LOG = Logger.getLogger(RunConsumer.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    private static final int PART_BYTES = 8 * 1024 * 1024;

    private final RunRecords reader;
    private final RunStore store;
    private final DeadLetters deadLetters;
    private final StoredOffsets storedOffsets;
    private final MeterRegistry meters;

    RunConsumer(RunRecords reader, RunStore store, DeadLetters deadLetters, StoredOffsets storedOffsets,
            MeterRegistry meters) {
        this.reader = reader;
        this.store = store;
        this.deadLetters = deadLetters;
        this.storedOffsets = storedOffsets;
        this.meters = meters;
    }

    /** Completes once every record of the batch is stored or dead-lettered; never fails. */
    @Incoming("agentruns")
    public Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
        Timer.Sample sample = Timer.start(meters);
        Uni<Void> done = Uni.createFrom().voidItem();
        for (List<ConsumerRecord<String, byte[]>> part : parts(records)) {
            done = done.chain(() -> consume(part));
        }
        return done.invoke(() -> sample.stop(meters.timer(IngestMetrics.BATCH)));
    }

    private Uni<Void> consume(List<ConsumerRecord<String, byte[]>> part) {
        List<ConsumerRecord<String, byte[]>> refused = new ArrayList<>();
        return Uni.createFrom().item(() -> merge(part))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(batch -> refuse(batch.refused, refused)
                        .chain(() -> store(new ArrayList<>(batch.runs.values()), refused)))
                .chain(() -> storedOffsets.advance(lastOffsets(part), refused.stream()
                        .map(message -> Map.entry(message.partition(), message.offset())).toList()));
    }

    /** A poll is bounded by its compressed size; a transaction, and what is in memory for it, by what it unpacks to. */
    private static List<List<ConsumerRecord<String, byte[]>>> parts(ConsumerRecords<String, byte[]> records) {
        List<List<ConsumerRecord<String, byte[]>>> parts = new ArrayList<>();
        int bytes = PART_BYTES;
        for (ConsumerRecord<String, byte[]> message : records) {
            if (bytes >= PART_BYTES) {
                parts.add(new ArrayList<>());
                bytes = 0;
            }
            parts.get(parts.size() - 1).add(message);
            bytes += message.value() == null ? 0 : message.value().length;
        }
        return parts;
    }

    private Uni<Void> refuse(List<DeadLetters.Refused> letters, List<ConsumerRecord<String, byte[]>> refused) {
        letters.forEach(letter -> refused.add(letter.message()));
        return deadLetters.send(letters);
    }

    /** Stores the runs; where PostgreSQL refuses content, halves the batch until the run at fault stands alone. */
    private Uni<Void> store(List<RunRows<ConsumerRecord<String, byte[]>>> runs,
            List<ConsumerRecord<String, byte[]>> refused) {
        if (runs.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.store(runs)
                .invoke(() -> runs.forEach(run -> meters.counter(IngestMetrics.STORED)
                        .increment(run.messages().size())))
                .onFailure(failure -> !RunStore.isContentAtFault(failure)).invoke(this::storeAway)
                .onFailure(failure -> !RunStore.isContentAtFault(failure)).retry()
                .withBackOff(FIRST_RETRY, LAST_RETRY).indefinitely()
                .onFailure(RunStore::isContentAtFault).recoverWithUni(refusal -> runs.size() == 1
                        ? refuse(letters(runs.get(0), (PgException) refusal), refused)
                        : store(runs.subList(0, runs.size() / 2), refused)
                                .chain(() -> store(runs.subList(runs.size() / 2, runs.size()), refused)));
    }

    private static List<DeadLetters.Refused> letters(RunRows<ConsumerRecord<String, byte[]>> run, PgException refusal) {
        String reason = "PostgreSQL refuses its content: " + refusal.getSqlState();
        return run.messages().stream().map(message -> new DeadLetters.Refused(message, reason, false)).toList();
    }

    private void storeAway(Throwable failure) {
        meters.counter(IngestMetrics.STORE_RETRIES).increment();
        LOG.warnf("Runs wait in Kafka until PostgreSQL takes them: %s", failure.getMessage());
    }

    private Batch merge(List<ConsumerRecord<String, byte[]>> records) {
        Batch batch = new Batch(new LinkedHashMap<>(), new ArrayList<>());
        for (ConsumerRecord<String, byte[]> message : records) {
            RunRecords.Content content = reader.read(message);
            if (content instanceof RunRecords.Content.Refused refused) {
                batch.refused.add(new DeadLetters.Refused(message, refused.reason(), refused.confidential()));
            } else if (content instanceof RunRecords.Content.Run run) {
                batch.add(message, run.key(), run.run());
            }
        }
        return batch;
    }

    private static Map<Integer, Long> lastOffsets(List<ConsumerRecord<String, byte[]>> records) {
        Map<Integer, Long> last = new HashMap<>();
        records.forEach(message -> last.merge(message.partition(), message.offset(), Math::max));
        return last;
    }

    private record Batch(Map<RunKey, RunRows<ConsumerRecord<String, byte[]>>> runs,
            List<DeadLetters.Refused> refused) {

        void add(ConsumerRecord<String, byte[]> message, RunKey key, AgentRun run) {
            runs.computeIfAbsent(key, RunRows::new).add(message, run);
        }
    }
}
