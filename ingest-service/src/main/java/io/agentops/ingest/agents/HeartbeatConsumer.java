package io.agentops.ingest.agents;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.agentops.http.Problem;
import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.ledger.Ledger;
import io.agentops.ingest.ledger.Tally;
import io.agentops.ingest.ledger.Unit;
import io.agentops.ingest.runs.Door;
import io.agentops.ingest.runs.RunFormat;
import io.agentops.ingest.store.BatchWriter;
import io.agentops.ingest.store.DeadLetters;
import io.agentops.ingest.store.RecordHeaders;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * The one writer of heartbeats: reads a poll's records, merges them per agent, and stores them; only then their offsets are committed.
 * Direct producers pass no door, so that every record is read and checked here.
 */
@ApplicationScoped
public class HeartbeatConsumer {

    private static final Set<String> DOORS = Set.of(Door.HTTP.wireName());
    private static final int NAMED_ERRORS = 10;
    /** Below this, names are the reporter's. */
    private static final Pattern NAMES = Pattern.compile("^(/traffic/errors/).*", Pattern.DOTALL);

    private final HeartbeatReader reader;
    private final AgentStore store;
    private final DeadLetters deadLetters;
    private final Ledger ledger;
    private final MeterRegistry meters;
    private final Clock clock = Clock.systemUTC();

    HeartbeatConsumer(HeartbeatReader reader, AgentStore store, DeadLetters deadLetters, Ledger ledger,
            MeterRegistry meters) {
        this.reader = reader;
        this.store = store;
        this.deadLetters = deadLetters;
        this.ledger = ledger;
        this.meters = meters;
    }

    private record Batch(Map<AgentKey, AgentRow> agents, List<DeadLetters.Refused> refused) {}

    /** Completes once every record of the batch is stored or dead-lettered; never fails. */
    @Incoming("agenttelemetry")
    public Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
        Timer.Sample sample = Timer.start(meters);
        Uni<Void> done = Uni.createFrom().voidItem();
        for (List<ConsumerRecord<String, byte[]>> part : BatchWriter.parts(records)) {
            done = done.chain(() -> consume(part));
        }
        return done.invoke(() -> sample.stop(meters.timer(IngestMetrics.HEARTBEAT_BATCH)));
    }

    private Uni<Void> consume(List<ConsumerRecord<String, byte[]>> part) {
        Tally tally = ledger.tally(Unit.HEARTBEATS);
        part.forEach(message -> RecordHeaders.count(tally, message, DOORS, 1));
        BatchWriter<AgentRow> writer = new BatchWriter<>(
                (agents, last) -> store.store(agents, last).map(done -> Map.of()), AgentRow::messages, deadLetters,
                meters, tally);
        return Uni.createFrom().item(() -> merge(part))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(batch -> writer.write(batch.agents.values(), batch.refused));
    }

    private Batch merge(List<ConsumerRecord<String, byte[]>> records) {
        Batch batch = new Batch(new LinkedHashMap<>(), new ArrayList<>());
        for (ConsumerRecord<String, byte[]> message : records) {
            try {
                add(batch, message);
            } catch (RuntimeException e) {
                batch.refused.add(DeadLetters.Refused.unreadable(message, e));
            }
        }
        return batch;
    }

    private void add(Batch batch, ConsumerRecord<String, byte[]> message) {
        Optional<String> project = RecordHeaders.project(message);
        HeartbeatReading reading = message.value() == null || HeartbeatReader.isList(message.value())
                ? new HeartbeatReading.Refused(Problem.of(400, "The record is no heartbeat."))
                : reader.read(message.value(), RunFormat.CLOCK_SKEW_OF_RECORDS);
        if (project.isEmpty()) {
            batch.refused.add(new DeadLetters.Refused(message, RecordHeaders.NO_PROJECT, false));
        } else if (reading instanceof HeartbeatReading.Valid valid) {
            Heard heard = new Heard(valid.heartbeats().get(0), heardAt(message));
            batch.agents.computeIfAbsent(new AgentKey(project.get(), heard.heartbeat().agentId()), AgentRow::new)
                    .add(message, heard);
        } else {
            batch.refused.add(new DeadLetters.Refused(message,
                    words(((HeartbeatReading.Refused) reading).problem()), false));
        }
    }

    /** The time of the record, which the door makes; one of a direct producer may say anything, but nothing that is yet to come. */
    private Instant heardAt(ConsumerRecord<String, byte[]> message) {
        Instant now = clock.instant();
        Instant told = Instant.ofEpochMilli(Math.max(0, message.timestamp()));
        return told.isAfter(now) ? now : told;
    }

    private static String words(Problem problem) {
        return problem.errors().isEmpty()
                ? problem.detail()
                : problem.errors().stream().limit(NAMED_ERRORS)
                        .map(error -> (NAMES.matcher(error.pointer()).replaceFirst("$1*") + " " + error.message())
                                .strip())
                        .collect(Collectors.joining("; "));
    }
}
