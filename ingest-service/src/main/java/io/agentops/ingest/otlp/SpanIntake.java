package io.agentops.ingest.otlp;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

import io.agentops.contract.Topics;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.kafka.RecordNotSent;
import io.agentops.ingest.kafka.Records;
import io.agentops.ingest.ledger.DoorCounts;
import io.agentops.ingest.ledger.Unit;
import io.agentops.ingest.limits.DoorLimits;
import io.agentops.ingest.limits.Limited;
import io.agentops.ingest.limits.SharedRoom;
import io.agentops.ingest.privacy.Privacy;
import io.agentops.ingest.runs.RunFormat;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;

/**
 * The one room behind OpenTelemetry's doors: checks and counts spans, groups them by trace, filters
 * what may not be kept, and makes the rest durable in Kafka.
 */
@Singleton
class SpanIntake {

    /** What takes longer to parse, and to redact, would keep an event loop from its other requests. */
    private static final int EVENT_LOOP_BYTES = 8_192;
    /** So many of these may be read at once as there are processors: the worst of them takes little memory. */
    private static final int SMALL_BYTES = 262_144;

    /** What reading the worst of requests may take for a moment, the request itself included. */
    private static final long BYTES_TO_READ = 160L << 20;

    private final Privacy privacy;
    private final Records records;
    private final OtlpSettings settings;
    private final DoorLimits limits;
    /** Of requests, in bytes. */
    private final SharedRoom room;
    private final DoorCounts ledger;
    private final MeterRegistry meters;
    private final Clock clock = Clock.systemUTC();
    /** As many large requests are read at once as the heap can bear; the others wait, bounded by what may be in flight. */
    private final ExecutorService readersOfLarge = Executors
            .newFixedThreadPool((int) Math.max(1, Runtime.getRuntime().maxMemory() / BYTES_TO_READ));
    private final ExecutorService readersOfSmall = Executors
            .newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    /**
     * What became of a request whose every other span or log record is durable.
     *
     * @param rejected how many were refused
     * @param message why; empty where none was
     */
    record Outcome(int rejected, String message) {}

    /** A record that Kafka has, and how many spans are in it. */
    private record Sent(RecordMetadata at, int spans) {}

    SpanIntake(Privacy privacy, Records records, OtlpSettings settings, DoorLimits limits, DoorCounts ledger,
            MeterRegistry meters) {
        this.privacy = privacy;
        this.records = records;
        this.settings = settings;
        this.limits = limits;
        this.room = limits.room(Unit.SPANS, settings.inFlightBytes());
        this.ledger = ledger;
        this.meters = meters;
    }

    /**
     * Takes one request.
     *
     * @return what became of it, once Kafka has every span that was not refused; fails with {@link OtlpFailure} where the
     *         request is malformed, the project has its share or its rate, too much is in flight or waits already, or Kafka does
     *         not acknowledge in time
     */
    <T> Uni<Outcome> take(String project, OtlpDoor door, Signal<T> signal, Encoding encoding, byte[] request) {
        return Uni.createFrom().deferred(() -> {
            try {
                limits.enter(room, project, door.wireName(), request.length);
            } catch (Limited e) {
                return Uni.createFrom().failure(OtlpFailure.limited(e));
            }
            Instant latestStart = clock.instant().plus(settings.readWait());
            Uni<Arrivals<T>> arrivals = Uni.createFrom()
                    .item(() -> read(project, door, signal, encoding, request, latestStart));
            return (request.length > EVENT_LOOP_BYTES
                    ? arrivals.runSubscriptionOn(request.length > SMALL_BYTES ? readersOfLarge : readersOfSmall)
                    : arrivals)
                    .chain(arrived -> accept(project, door, arrived, request.length > EVENT_LOOP_BYTES))
                    .onTermination().invoke(() -> room.leave(project, request.length));
        });
    }

    @PreDestroy
    void close() {
        readersOfLarge.shutdown();
        readersOfSmall.shutdown();
    }

    private <T> Arrivals<T> read(String project, OtlpDoor door, Signal<T> signal, Encoding encoding,
            byte[] request, Instant latestStart) {
        Instant now = clock.instant();
        if (now.isAfter(latestStart)) {
            throw OtlpFailure.busy();
        }
        SpanRules rules = new SpanRules(now.plus(RunFormat.CLOCK_SKEW));
        Arrivals<T> arrivals = new Arrivals<>(signal, rules, settings.requestItems());
        int rejected = 0;
        try {
            encoding.read(request, signal, arrivals);
            rejected = arrivals.rejected();
        } catch (OtlpFailure e) {
            rejected = arrivals.received();
            throw e;
        } finally {
            count(IngestMetrics.SPANS_RECEIVED, door, arrivals.received());
            countRejected(project, door, rejected);
        }
        return arrivals;
    }

    private Uni<Outcome> accept(String project, OtlpDoor door, Arrivals<?> arrivals, boolean onReader) {
        int kept = arrivals.received() - arrivals.rejected();
        return pass(project, door, kept, onReader)
                .chain(() -> send(project, door, arrivals.batches())
                        .ifNoItem().after(settings.durableWait()).failWith(OtlpFailure::kafkaAway))
                .onFailure(RecordNotSent.class).transform(e -> OtlpFailure.kafkaAway())
                .onFailure(Limited.class).transform(OtlpFailure::limited)
                .onItem().invoke(sent -> countAccepted(project, door, sent))
                .onFailure().invoke(() -> countRejected(project, door, kept))
                .replaceWith(arrivals::outcome);
    }

    /** A reader waits for the answer, since it must hold no other large request beside this one. */
    private Uni<Void> pass(String project, OtlpDoor door, int spans, boolean onReader) {
        Uni<Void> passed = limits.pass(project, door.wireName(), Unit.SPANS, spans);
        return onReader
                ? Uni.createFrom().item(() -> passed.await().indefinitely())
                : passed;
    }

    /** Sends each record as soon as it is written, so that Kafka's buffer bounds what is held of a request. */
    private Uni<List<Sent>> send(String project, OtlpDoor door, List<SpanBatch> batches) {
        List<CompletableFuture<Sent>> sent = new ArrayList<>();
        for (SpanBatch batch : batches) {
            SpanParts.of(privacy.filter(project, batch), (value, spans) -> sent
                    .add(records.send(message(project, door, batch.traceId(), value, spans))
                            .map(at -> new Sent(at, spans)).subscribeAsCompletionStage()));
            if (sent.get(sent.size() - 1).isCompletedExceptionally()) {
                break;
            }
        }
        return sent.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(sent.stream().map(one -> Uni.createFrom().completionStage(one)).toList())
                        .andFailFast();
    }

    private ProducerRecord<String, byte[]> message(String project, OtlpDoor door, String traceId,
            byte[] value, int spans) {
        var message = new ProducerRecord<>(Topics.AGENT_SPANS, Topics.traceKey(project, traceId), value);
        Records.header(message, Topics.HEADER_PROJECT, project);
        Records.header(message, Topics.HEADER_DOOR, door.wireName());
        Records.header(message, Topics.HEADER_MESSAGES, Integer.toString(spans));
        Records.header(message, Topics.HEADER_PRIVACY, privacy.mode(project).wireName());
        return message;
    }

    private void countAccepted(String project, OtlpDoor door, List<Sent> sent) {
        count(IngestMetrics.SPANS_ACCEPTED, door, sent.stream().mapToInt(Sent::spans).sum());
        sent.forEach(one -> ledger.accepted(project, door.wireName(), Unit.SPANS, one.spans, one.at));
    }

    private void countRejected(String project, OtlpDoor door, int spans) {
        count(IngestMetrics.SPANS_REJECTED, door, spans);
        ledger.rejected(project, door.wireName(), Unit.SPANS, spans);
    }

    private void count(String meter, OtlpDoor door, int spans) {
        meters.counter(meter, "door", door.wireName()).increment(spans);
    }
}
