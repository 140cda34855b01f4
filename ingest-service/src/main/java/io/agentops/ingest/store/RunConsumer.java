package io.agentops.ingest.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.ledger.Ledger;
import io.agentops.ingest.ledger.Tally;
import io.agentops.ingest.ledger.Unit;
import io.agentops.ingest.runs.Door;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * The one writer of runs: reads what was polled, merges it per run, stores them, and only then lets their offsets be
 * committed. Records of direct producers passed no door, so that every record is read and checked here. A record that
 * cannot be stored goes to the dead-letter topic; a store that is away is waited for, however long that takes.
 */
@ApplicationScoped
public class RunConsumer {

    private static final Set<String> DOORS = Arrays.stream(Door.values()).map(Door::wireName)
            .collect(Collectors.toUnmodifiableSet());

    private final RunRecords reader;
    private final RunStore store;
    private final DeadLetters deadLetters;
    private final StoredOffsets storedOffsets;
    private final Ledger ledger;
    private final MeterRegistry meters;
    private final Gatherers gatherers = new Gatherers(this::store);

    RunConsumer(RunRecords reader, RunStore store, DeadLetters deadLetters, StoredOffsets storedOffsets, Ledger ledger,
            MeterRegistry meters) {
        this.reader = reader;
        this.store = store;
        this.deadLetters = deadLetters;
        this.storedOffsets = storedOffsets;
        this.ledger = ledger;
        this.meters = meters;
    }

    /** Takes what was polled; completes when more may be polled. */
    @Incoming("agentruns")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    public Uni<Void> consume(Message<ConsumerRecords<String, byte[]>> polled) {
        return gatherers.of(polled).add(polled);
    }

    /** Completes once every record of the batch is stored or dead-lettered; never fails. */
    Uni<Void> store(List<ConsumerRecord<String, byte[]>> records) {
        Timer.Sample sample = Timer.start(meters);
        Uni<Void> done = Uni.createFrom().voidItem();
        for (List<ConsumerRecord<String, byte[]>> part : BatchWriter.parts(records)) {
            done = done.chain(() -> storePart(part));
        }
        return done.invoke(() -> sample.stop(meters.timer(IngestMetrics.BATCH)));
    }

    private Uni<Void> storePart(List<ConsumerRecord<String, byte[]>> part) {
        Tally tally = ledger.tally(Unit.RUNS);
        part.forEach(message -> RecordHeaders.count(tally, message, DOORS, 1));
        BatchWriter<RunRows<ConsumerRecord<String, byte[]>>> writer = new BatchWriter<>(store::store, RunRows::messages,
                deadLetters, meters, tally);
        return Uni.createFrom().item(() -> merge(part))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(batch -> writer.write(batch.runs.values(), batch.refused))
                .chain(() -> storedOffsets.advance(BatchWriter.lastOffsets(part), writer.refused().stream()
                        .map(message -> Map.entry(message.partition(), message.offset())).toList(), writer.stored()));
    }

    private Batch merge(List<ConsumerRecord<String, byte[]>> records) {
        Batch batch = new Batch(new LinkedHashMap<>(), new ArrayList<>());
        for (ConsumerRecord<String, byte[]> message : records) {
            try {
                batch.add(message, reader.read(message));
            } catch (RuntimeException e) {
                batch.refused.add(DeadLetters.Refused.unreadable(message, e));
            }
        }
        return batch;
    }

    private record Batch(Map<RunKey, RunRows<ConsumerRecord<String, byte[]>>> runs,
            List<DeadLetters.Refused> refused) {

        void add(ConsumerRecord<String, byte[]> message, RunRecords.Content content) {
            if (content instanceof RunRecords.Content.Refused no) {
                refused.add(new DeadLetters.Refused(message, no.reason(), no.confidential()));
            } else if (content instanceof RunRecords.Content.Run run) {
                runs.computeIfAbsent(run.key(), RunRows::new)
                        .add(message, run.run(), Instant.ofEpochMilli(message.timestamp()));
            }
        }
    }
}
