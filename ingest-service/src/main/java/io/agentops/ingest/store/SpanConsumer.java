package io.agentops.ingest.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.agentops.contract.Topics;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.ledger.Ledger;
import io.agentops.ingest.ledger.Tally;
import io.agentops.ingest.ledger.Unit;
import io.agentops.ingest.otlp.OtlpDoor;
import io.agentops.ingest.otlp.SpanBatchReader;
import io.agentops.ingest.otlp.SpanBatchReading;
import io.agentops.ingest.privacy.Privacy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** The one writer of spans; it reads, refuses, waits and commits as {@link RunConsumer} does for runs. */
@ApplicationScoped
public class SpanConsumer {

    private static final Set<String> DOORS = Arrays.stream(OtlpDoor.values()).map(OtlpDoor::wireName)
            .collect(Collectors.toUnmodifiableSet());

    private final SpanBatchReader reader;
    private final Privacy privacy;
    private final SpanStore store;
    private final DeadLetters deadLetters;
    private final RunEvents runEvents;
    private final Ledger ledger;
    private final MeterRegistry meters;
    private final Gatherers gatherers = new Gatherers(this::store);

    SpanConsumer(SpanBatchReader reader, Privacy privacy, SpanStore store, DeadLetters deadLetters, RunEvents runEvents,
            Ledger ledger, MeterRegistry meters) {
        this.reader = reader;
        this.privacy = privacy;
        this.store = store;
        this.deadLetters = deadLetters;
        this.runEvents = runEvents;
        this.ledger = ledger;
        this.meters = meters;
    }

    /** Takes what was polled; completes when more may be polled. */
    @Incoming("agentspans")
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
        Tally tally = ledger.tally(Unit.SPANS);
        BatchWriter<TraceRows<ConsumerRecord<String, byte[]>>> writer = new BatchWriter<>(store::store,
                TraceRows::messages, deadLetters, meters, tally);
        return Uni.createFrom().item(() -> merge(part, tally))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(batch -> writer.write(batch.traces.values(), batch.refused))
                .chain(() -> runEvents.send(writer.stored()));
    }

    private Batch merge(List<ConsumerRecord<String, byte[]>> records, Tally tally) {
        Batch batch = new Batch(new LinkedHashMap<>(), new ArrayList<>());
        records.forEach(message -> merge(message, tally, batch));
        return batch;
    }

    /** A reader that fails may have failed over content: nothing of such a record is kept. */
    private void merge(ConsumerRecord<String, byte[]> message, Tally tally, Batch batch) {
        long spans = 1;
        try {
            SpanBatchReading reading = message.value() == null
                    ? new SpanBatchReading.Refused("The record has no value.")
                    : reader.read(message.value());
            if (reading instanceof SpanBatchReading.Valid valid) {
                spans = valid.batch().spans().size();
            }
            add(message, reading, batch);
        } catch (RuntimeException e) {
            batch.refused.add(DeadLetters.Refused.unreadable(message, e));
        }
        RecordHeaders.count(tally, message, DOORS, spans);
    }

    private void add(ConsumerRecord<String, byte[]> message, SpanBatchReading reading, Batch batch) {
        Optional<String> project = RecordHeaders.project(message);
        if (project.isEmpty()) {
            batch.refuse(message, RecordHeaders.NO_PROJECT, strict(Topics.DEFAULT_PROJECT));
        } else if (reading instanceof SpanBatchReading.Refused refused) {
            batch.refuse(message, refused.reason(), strict(project.get()));
        } else if (reading instanceof SpanBatchReading.Valid valid) {
            batch.add(message, project.get(), privacy.filter(project.get(), valid.batch(),
                    RecordHeaders.text(message, Topics.HEADER_PRIVACY)));
        }
    }

    private boolean strict(String project) {
        return privacy.mode(project) == Privacy.Mode.STRICT;
    }

    private record Batch(Map<TraceKey, TraceRows<ConsumerRecord<String, byte[]>>> traces,
            List<DeadLetters.Refused> refused) {

        void add(ConsumerRecord<String, byte[]> message, String project, SpanBatch spans) {
            traces.computeIfAbsent(new TraceKey(project, spans.traceId()), TraceRows::new)
                    .add(message, spans, Instant.ofEpochMilli(message.timestamp()));
        }

        void refuse(ConsumerRecord<String, byte[]> message, String reason, boolean confidential) {
            refused.add(new DeadLetters.Refused(message, reason, confidential));
        }
    }
}
