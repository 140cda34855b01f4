package io.agentops.ingest.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

import io.agentops.contract.Topics;
import io.agentops.contract.run.AgentRun;
import io.agentops.http.Problem;
import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.runs.Reading;
import io.agentops.ingest.runs.RunReader;
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

    private static final int NAMED_ERRORS = 10;

    private final RunReader reader;
    private final RunStore store;
    private final DeadLetters deadLetters;
    private final StoredOffsets storedOffsets;
    private final MeterRegistry meters;

    RunConsumer(RunReader reader, RunStore store, DeadLetters deadLetters, StoredOffsets storedOffsets,
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
        return Uni.createFrom().item(() -> merge(records))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(batch -> deadLetters.send(batch.refused)
                        .chain(() -> store(new ArrayList<>(batch.runs.values()))))
                .chain(() -> storedOffsets.advance(lastOffsets(records)))
                .invoke(() -> sample.stop(meters.timer(IngestMetrics.BATCH)));
    }

    /** Stores the runs; where PostgreSQL refuses content, halves the batch until the run at fault stands alone. */
    private Uni<Void> store(List<RunRows<ConsumerRecord<String, byte[]>>> runs) {
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
                        ? deadLetters.send(runs.get(0).messages().stream()
                                .map(message -> new DeadLetters.Refused(message, "PostgreSQL refuses its content: "
                                        + ((PgException) refusal).getSqlState()))
                                .toList())
                        : store(runs.subList(0, runs.size() / 2))
                                .chain(() -> store(runs.subList(runs.size() / 2, runs.size()))));
    }

    private void storeAway(Throwable failure) {
        meters.counter(IngestMetrics.STORE_RETRIES).increment();
        LOG.warnf("Runs wait in Kafka until PostgreSQL takes them: %s", failure.getMessage());
    }

    private Batch merge(ConsumerRecords<String, byte[]> records) {
        Batch batch = new Batch(new LinkedHashMap<>(), new ArrayList<>());
        for (ConsumerRecord<String, byte[]> message : records) {
            Reading reading = message.value() == null
                    ? Reading.malformed("The record has no value.")
                    : reader.read(message.value());
            if (reading instanceof Reading.Refused refused) {
                batch.refused.add(new DeadLetters.Refused(message, words(refused.problem())));
            } else if (reading instanceof Reading.Valid valid) {
                batch.add(message, valid.run());
            }
        }
        return batch;
    }

    private static String words(Problem problem) {
        return problem.errors().isEmpty()
                ? problem.detail()
                : problem.errors().stream().limit(NAMED_ERRORS).map(e -> e.pointer() + " " + e.message())
                        .collect(Collectors.joining("; "));
    }

    private static Map<Integer, Long> lastOffsets(ConsumerRecords<String, byte[]> records) {
        Map<Integer, Long> last = new HashMap<>();
        records.forEach(message -> last.merge(message.partition(), message.offset(), Math::max));
        return last;
    }

    private record Batch(Map<RunKey, RunRows<ConsumerRecord<String, byte[]>>> runs,
            List<DeadLetters.Refused> refused) {

        void add(ConsumerRecord<String, byte[]> message, AgentRun run) {
            Header project = message.headers().lastHeader(Topics.HEADER_PROJECT);
            RunKey key = new RunKey(project == null
                    ? Topics.DEFAULT_PROJECT
                    : new String(project.value(), StandardCharsets.UTF_8), run.runId());
            runs.computeIfAbsent(key, RunRows::new).add(message, run);
        }
    }
}
