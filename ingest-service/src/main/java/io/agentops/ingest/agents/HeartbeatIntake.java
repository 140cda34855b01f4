package io.agentops.ingest.agents;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

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
import io.agentops.ingest.runs.Door;
import io.agentops.ingest.runs.RunFormat;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;

/**
 * Makes heartbeats durable in Kafka, which is all that one costs. They have a room of their own, and no part of the rates that projects
 * have for runs.
 */
@Singleton
class HeartbeatIntake {

    private static final int RETRY_AFTER_SECONDS = 1;
    private static final String DOOR = Door.HTTP.wireName();

    private final HeartbeatReader reader;
    private final Records records;
    private final DoorLimits limits;
    private final SharedRoom room;
    private final DoorCounts ledger;
    private final MeterRegistry meters;
    private final Silence silence;
    private final Clock clock = Clock.systemUTC();

    HeartbeatIntake(HeartbeatReader reader, Records records, AgentSettings settings, DoorLimits limits,
            DoorCounts ledger, MeterRegistry meters, Silence silence) {
        this.reader = reader;
        this.records = records;
        this.limits = limits;
        this.room = limits.room(Unit.HEARTBEATS, settings.inFlight());
        this.ledger = ledger;
        this.meters = meters;
        this.silence = silence;
    }

    /** Reads and checks a message; one that is refused counts as one heartbeat. */
    HeartbeatReading read(String project, byte[] json) {
        HeartbeatReading reading = reader.read(json, RunFormat.CLOCK_SKEW);
        if (reading instanceof HeartbeatReading.Valid valid) {
            count(IngestMetrics.HEARTBEATS_RECEIVED, valid.heartbeats().size());
        } else {
            count(IngestMetrics.HEARTBEATS_RECEIVED, 1);
            countRejected(project, 1);
        }
        return reading;
    }

    /**
     * Makes heartbeats durable.
     *
     * @return completes once Kafka has all of them; fails with 429 where the project has its share, with 503 where too much is in
     *         flight or waits already, or Kafka does not acknowledge in time
     */
    Uni<Void> accept(String project, HeartbeatReading.Valid valid) {
        int amount = valid.heartbeats().size();
        try {
            limits.checkBacklog(DOOR, Unit.HEARTBEATS);
            limits.enter(room, project, DOOR, amount);
        } catch (Limited e) {
            countRejected(project, amount);
            if (!e.reason().isOfProject()) {
                silence.refused(clock.instant());
            }
            return Uni.createFrom().failure(problem(e));
        }
        return send(project, valid)
                .invoke(sent -> countAccepted(project, sent))
                .onFailure().invoke(e -> {
                    countRejected(project, amount);
                    if (!RecordNotSent.isTooLarge(e)) {
                        silence.refused(clock.instant());
                    }
                })
                .onFailure(RecordNotSent::isTooLarge).transform(e -> ProblemException.tooLarge(
                        "The heartbeat is too large."))
                .onFailure(RecordNotSent.class).transform(e -> ProblemException.unavailable(
                        "The heartbeat is not durable yet: Kafka does not acknowledge it.", RETRY_AFTER_SECONDS))
                .onTermination().invoke(() -> room.leave(project, amount))
                .replaceWithVoid();
    }

    private static ProblemException problem(Limited limited) {
        return limited.reason().isOfProject()
                ? ProblemException.tooManyRequests(limited.getMessage(), limited.retryAfterSeconds())
                : ProblemException.unavailable(limited.getMessage(), limited.retryAfterSeconds());
    }

    private Uni<List<RecordMetadata>> send(String project, HeartbeatReading.Valid valid) {
        List<Uni<RecordMetadata>> sends = new ArrayList<>();
        for (int i = 0; i < valid.heartbeats().size(); i++) {
            sends.add(records.send(message(project, valid.heartbeats().get(i).agentId(), valid.encoded().get(i))));
        }
        return Uni.join().all(sends).andFailFast();
    }

    private static ProducerRecord<String, byte[]> message(String project, String agentId, byte[] value) {
        var message = new ProducerRecord<>(Topics.AGENT_TELEMETRY, Topics.agentKey(project, agentId), value);
        Records.header(message, Topics.HEADER_PROJECT, project);
        Records.header(message, Topics.HEADER_DOOR, DOOR);
        Records.header(message, Topics.HEADER_MESSAGES, "1");
        return message;
    }

    private void countAccepted(String project, List<RecordMetadata> sent) {
        count(IngestMetrics.HEARTBEATS_ACCEPTED, sent.size());
        sent.forEach(at -> ledger.accepted(project, DOOR, Unit.HEARTBEATS, 1, at));
    }

    private void countRejected(String project, int amount) {
        count(IngestMetrics.HEARTBEATS_REJECTED, amount);
        ledger.rejected(project, DOOR, Unit.HEARTBEATS, amount);
    }

    private void count(String meter, int amount) {
        meters.counter(meter, "door", DOOR).increment(amount);
    }
}
