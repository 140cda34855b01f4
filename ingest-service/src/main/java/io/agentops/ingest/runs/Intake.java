package io.agentops.ingest.runs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

import io.agentops.contract.Topics;
import io.agentops.http.ProblemException;
import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.kafka.RecordNotSent;
import io.agentops.ingest.kafka.Records;
import io.agentops.ingest.ledger.DoorCounts;
import io.agentops.ingest.ledger.Unit;
import io.agentops.ingest.limits.DoorLimits;
import io.agentops.ingest.limits.Limited;
import io.agentops.ingest.limits.SharedRoom;
import io.agentops.ingest.privacy.Privacy;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;

/** The one room behind every door: reads, checks, counts, and makes a run durable in Kafka. */
@Singleton
public class Intake {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final Privacy privacy;
    private final RunParts parts;
    private final Records records;
    private final DoorLimits limits;
    private final SharedRoom room;
    private final DoorCounts ledger;
    private final MeterRegistry meters;

    Intake(Privacy privacy, RunParts parts, Records records, IntakeSettings settings, DoorLimits limits,
            DoorCounts ledger, MeterRegistry meters) {
        this.privacy = privacy;
        this.parts = parts;
        this.records = records;
        this.limits = limits;
        this.room = limits.room(Unit.RUNS, settings.inFlight());
        this.ledger = ledger;
        this.meters = meters;
    }

    /** Counts a run that its door refuses without a look at it. */
    void refuse(String project, Door door) {
        count(IngestMetrics.RECEIVED, door);
        countRejected(project, door);
    }

    /** Reads and checks one message, does what the project's privacy mode asks for, and counts it as received. */
    Reading read(String project, Door door, RunFormat format, byte[] json) {
        count(IngestMetrics.RECEIVED, door);
        Reading reading = privacy.filter(project, format.read(json, RunFormat.CLOCK_SKEW));
        if (!(reading instanceof Reading.Valid)) {
            countRejected(project, door);
        }
        return reading;
    }

    /**
     * Makes a run durable.
     *
     * @return a receipt once Kafka has all of the run; fails with 429 where the project has its share or its rate, with 503
     *         where too much is in flight or waits already, or Kafka does not acknowledge in time
     */
    Uni<Receipt> accept(String project, Door door, Reading.Valid valid) {
        try {
            limits.enter(room, project, door.wireName(), 1);
        } catch (Limited e) {
            countRejected(project, door);
            return Uni.createFrom().failure(problem(e));
        }
        return limits.pass(project, door.wireName(), Unit.RUNS, 1)
                .chain(() -> send(project, door, valid))
                .invoke(sent -> countAccepted(project, door, sent))
                .map(Intake::receipt)
                .onFailure().invoke(() -> countRejected(project, door))
                .onFailure(Limited.class).transform(Intake::problem)
                .onFailure(RecordNotSent::isTooLarge).transform(e -> ProblemException.tooLarge(
                        "One step, call, event or definition of the run is too large, or its metadata are."))
                .onFailure(RecordNotSent.class).transform(e -> ProblemException.unavailable(
                        "The run is not durable yet: Kafka does not acknowledge it.", RETRY_AFTER_SECONDS))
                .onTermination().invoke(() -> room.leave(project, 1));
    }

    private static ProblemException problem(Limited limited) {
        return limited.reason().isOfProject()
                ? ProblemException.tooManyRequests(limited.getMessage(), limited.retryAfterSeconds())
                : ProblemException.unavailable(limited.getMessage(), limited.retryAfterSeconds());
    }

    private Uni<List<RecordMetadata>> send(String project, Door door, Reading.Valid valid) {
        List<Uni<RecordMetadata>> sends = new ArrayList<>();
        for (byte[] value : parts.of(valid.run())) {
            sends.add(records.send(message(project, door, valid, value, sends.isEmpty() ? 1 : 0)));
        }
        return Uni.join().all(sends).andFailFast();
    }

    private static ProducerRecord<String, byte[]> message(String project, Door door, Reading.Valid valid,
            byte[] value, int messages) {
        var message = new ProducerRecord<>(Topics.AGENT_RUNS, Topics.runKey(project, valid.run().runId()), value);
        Records.header(message, Topics.HEADER_PROJECT, project);
        Records.header(message, Topics.HEADER_DOOR, door.wireName());
        Records.header(message, Topics.HEADER_MESSAGES, Integer.toString(messages));
        Records.header(message, Topics.HEADER_PRIVACY, valid.filtered().wireName());
        return message;
    }

    private static Receipt receipt(List<RecordMetadata> sent) {
        Map<Integer, Long> offsets = new HashMap<>();
        sent.forEach(metadata -> offsets.merge(metadata.partition(), metadata.offset(), Math::max));
        return new Receipt(offsets);
    }

    private void countAccepted(String project, Door door, List<RecordMetadata> sent) {
        count(IngestMetrics.ACCEPTED, door);
        for (int i = 0; i < sent.size(); i++) {
            ledger.accepted(project, door.wireName(), Unit.RUNS, i == 0 ? 1 : 0, sent.get(i));
        }
    }

    private void countRejected(String project, Door door) {
        count(IngestMetrics.REJECTED, door);
        ledger.rejected(project, door.wireName(), Unit.RUNS, 1);
    }

    private void count(String meter, Door door) {
        meters.counter(meter, "door", door.wireName()).increment();
    }
}
