package io.agentops.ingest.ledger;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;

/**
 * What the ledger is told of some records that were read together. They are in the order of their partitions, and none
 * between two of them is left out: what lies before the last of them counts as seen.
 */
public final class Tally {

    private final Ledger ledger;
    private final Unit unit;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<Place> dead = new HashSet<>();

    Tally(Ledger ledger, Unit unit) {
        this.ledger = ledger;
        this.unit = unit;
    }

    record Entry(int partition, long offset, String project, OffsetDateTime hour, String door, long messages) {}

    private record Place(int partition, long offset) {}

    /**
     * Adds a record.
     *
     * @param messages how many it stands for
     */
    public void add(ConsumerRecord<?, ?> message, String project, String door, long messages) {
        entries.add(new Entry(message.partition(), message.offset(), project, Hours.ofRead(message.timestamp()), door,
                messages));
    }

    /** Says that a record went to the dead letters; all others count as stored. */
    public void deadLettered(ConsumerRecord<?, ?> message) {
        dead.add(new Place(message.partition(), message.offset()));
    }

    /** Counts all of the records, in a transaction of their own; what was counted before changes nothing. */
    public Uni<Void> count() {
        return ledger.add(this);
    }

    /** Counts them in the transaction of this connection, which should end soon: others wait for what it locks. */
    public Uni<Void> count(SqlClient connection) {
        return ledger.add(connection, this);
    }

    Unit unit() {
        return unit;
    }

    List<Entry> entries() {
        return entries;
    }

    boolean isDead(Entry entry) {
        return dead.contains(new Place(entry.partition, entry.offset));
    }
}
