package io.agentops.ingest.ledger;

import java.time.Instant;
import java.util.Map;

import org.apache.kafka.common.TopicPartition;

/**
 * The ledger at one moment.
 *
 * @param since from when on it is told, by hours
 * @param partitions how far each partition is counted
 * @param doors what doors accepted, and what became of that
 */
record Snapshot(Instant since, Map<TopicPartition, Progress> partitions, Map<DoorCounts.Key, Sums> doors) {

    /** Messages. */
    record Sums(long accepted, long counted) {}

    /**
     * Offsets of a partition.
     *
     * @param acked one beyond the last that was acknowledged to a door
     * @param next one beyond the last that was counted
     * @param unread how many before it were never counted
     */
    record Progress(long acked, long next, long unread) {}

    /** Whether all that doors had accepted at an earlier moment must be counted at this one. */
    boolean isPast(Snapshot then, Unit unit) {
        return then.partitions.entrySet().stream()
                .filter(partition -> partition.getKey().topic().equals(unit.topic()))
                .allMatch(partition -> partitions.containsKey(partition.getKey())
                        && partitions.get(partition.getKey()).next >= partition.getValue().acked);
    }
}
