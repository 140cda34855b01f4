package io.agentops.ingest.ledger;

import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * The doors' side of the ledger, in memory until the next flush. A message and the offset of its record are taken together,
 * so that the database never knows of a message that was accepted without knowing how far the writer must be to have it.
 */
@Singleton
public class DoorCounts {

    /** Hours of a long absence of the database, times projects and doors; beyond it messages go uncounted. */
    private static final int MOST_KEYS = 10_000;
    private static final Logger LOG = Logger.getLogger(DoorCounts.class);

    private Map<Key, Counts> counts = new HashMap<>();
    private Map<TopicPartition, Long> acked = new HashMap<>();

    DoorCounts() {}

    record Key(String project, OffsetDateTime hour, String door, Unit unit) {}

    record Counts(long accepted, long rejected) {

        Counts plus(Counts more) {
            return new Counts(accepted + more.accepted, rejected + more.rejected);
        }
    }

    /**
     * What was counted between two calls of {@link #take}.
     *
     * @param acked one beyond the last offset that Kafka acknowledged, by partition
     */
    record Taken(Map<Key, Counts> counts, Map<TopicPartition, Long> acked) {

        boolean isEmpty() {
            return counts.isEmpty() && acked.isEmpty();
        }
    }

    /**
     * Counts what Kafka acknowledged.
     *
     * @param messages how many the record stands for, which may be none
     */
    public synchronized void accepted(String project, String door, Unit unit, long messages, RecordMetadata at) {
        acked.merge(new TopicPartition(at.topic(), at.partition()), at.offset() + 1, Math::max);
        add(new Key(project, Hours.of(at.timestamp()), door, unit), new Counts(messages, 0));
    }

    /** Counts what a door refuses now, or could not make durable. */
    public synchronized void rejected(String project, String door, Unit unit, long messages) {
        add(new Key(project, Hours.of(System.currentTimeMillis()), door, unit), new Counts(0, messages));
    }

    /** All that was counted since the last call. */
    synchronized Taken take() {
        Taken taken = new Taken(counts, acked);
        counts = new HashMap<>();
        acked = new HashMap<>();
        return taken;
    }

    private void add(Key key, Counts more) {
        if (more.accepted + more.rejected == 0) {
            return;
        }
        if (counts.size() < MOST_KEYS || counts.containsKey(key)) {
            counts.merge(key, more, Counts::plus);
        } else {
            LOG.debugf("Uncounted for want of room, at door %s", key.door);
        }
    }
}
