package io.agentops.ingest.ledger;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Brings the doors' counts into the database. What was taken is kept under its number until the database is known to have
 * it, and the database applies a number once: a lost answer neither loses counts nor doubles them.
 */
@Singleton
class DoorFlush {

    private static final Logger LOG = Logger.getLogger(DoorFlush.class);
    /** Longer than the server lets a transaction live, so that whatever is given up here is over. */
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final Duration LAST_FLUSH = Duration.ofSeconds(2);

    private static final String NUMBER = """
            INSERT INTO ledger_flush AS f (process_id, flush) VALUES ($1, $2)
            ON CONFLICT (process_id) DO UPDATE SET flush = excluded.flush, flushed_at = now() WHERE f.flush < excluded.flush""";

    private static final String FORGET = "DELETE FROM ledger_flush WHERE flushed_at < now() - interval '30 days'";

    private static final String ACKED = """
            INSERT INTO ledger_offset AS o (topic, partition, acked_offset)
            SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[]) AS w(topic, partition, acked_offset) ORDER BY 1, 2
            ON CONFLICT (topic, partition) DO UPDATE SET acked_offset = greatest(o.acked_offset, excluded.acked_offset)""";

    private static final String COUNTS = """
            INSERT INTO ledger_count AS l (project_id, hour, door, unit, accepted, rejected)
            SELECT *
              FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
                AS w(project_id, hour, door, unit, accepted, rejected)
             ORDER BY 1, 2, 3, 4
            ON CONFLICT (project_id, hour, door, unit, partition) DO UPDATE
               SET accepted = l.accepted + excluded.accepted, rejected = l.rejected + excluded.rejected""";

    private final DoorCounts counts;
    private final Pool pool;
    private final LedgerSettings settings;
    private final UUID process = UUID.randomUUID();
    private long number;
    private Flush kept;
    private volatile boolean fails;
    private Cancellable ticks;

    DoorFlush(DoorCounts counts, Pool pool, LedgerSettings settings) {
        this.counts = counts;
        this.pool = pool;
        this.settings = settings;
    }

    void start(@Observes StartupEvent start) {
        ticks = Multi.createFrom().ticks().every(settings.flushEvery())
                .onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> flush()
                        .onFailure().invoke(this::failed)
                        .onFailure().recoverWithNull())
                .subscribe().with(flushed -> {}, e -> LOG.error("Doors are no longer counted", e));
    }

    void stop(@Observes ShutdownEvent stop) {
        if (ticks == null) {
            return;
        }
        ticks.cancel();
        // Once for what may be kept, once for what came since.
        flush().chain(this::flush).ifNoItem().after(LAST_FLUSH).fail()
                .onFailure().invoke(e -> LOG.infof("The doors' last counts are lost: %s", e.getMessage()))
                .onFailure().recoverWithNull()
                .await().atMost(LAST_FLUSH.plusSeconds(1));
    }

    private void failed(Throwable failure) {
        LOG.logf(fails ? Level.DEBUG : Level.WARN, "Counts of doors wait for PostgreSQL: %s", failure.getMessage());
        fails = true;
    }

    private record Flush(long number, DoorCounts.Taken taken) {}

    /** Completes once the database has what was kept or, if nothing was, all that was counted; fails with all of it kept. */
    Uni<Void> flush() {
        return Uni.createFrom().deferred(() -> next()
                .map(flush -> pool.withTransaction(connection -> write(connection, flush))
                        .ifNoItem().after(LONGEST).fail()
                        .invoke(() -> done(flush)))
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private synchronized Optional<Flush> next() {
        if (kept == null) {
            DoorCounts.Taken taken = counts.take();
            if (taken.isEmpty()) {
                return Optional.empty();
            }
            number++;
            kept = new Flush(number, taken);
        }
        return Optional.of(kept);
    }

    private synchronized void done(Flush flush) {
        if (kept != null && kept.number == flush.number) {
            kept = null;
            fails = false;
        }
    }

    /** The rows of partitions come last, since writers wait for whoever has locked them. */
    private Uni<Void> write(SqlConnection connection, Flush flush) {
        return connection.preparedQuery(NUMBER).execute(Tuple.of(process, flush.number))
                .chain(applied -> applied.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : forget(connection, flush.number).chain(() -> counts(connection, flush.taken.counts()))
                                .chain(() -> acked(connection, flush.taken.acked())));
    }

    private static Uni<Void> forget(SqlConnection connection, long flush) {
        return flush == 1
                ? connection.query(FORGET).execute().replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private static Uni<Void> acked(SqlConnection connection, Map<TopicPartition, Long> acked) {
        List<TopicPartition> partitions = List.copyOf(acked.keySet());
        return connection.preparedQuery(ACKED).execute(Tuple.of(
                partitions.stream().map(TopicPartition::topic).toArray(String[]::new),
                partitions.stream().map(TopicPartition::partition).toArray(Integer[]::new),
                partitions.stream().map(acked::get).toArray(Long[]::new))).replaceWithVoid();
    }

    private static Uni<Void> counts(SqlConnection connection, Map<DoorCounts.Key, DoorCounts.Counts> counts) {
        List<DoorCounts.Key> keys = List.copyOf(counts.keySet());
        return connection.preparedQuery(COUNTS).execute(Tuple.tuple()
                .addValue(keys.stream().map(DoorCounts.Key::project).toArray(String[]::new))
                .addValue(keys.stream().map(DoorCounts.Key::hour).toArray(OffsetDateTime[]::new))
                .addValue(keys.stream().map(DoorCounts.Key::door).toArray(String[]::new))
                .addValue(keys.stream().map(key -> key.unit().wireName()).toArray(String[]::new))
                .addValue(keys.stream().map(key -> counts.get(key).accepted()).toArray(Long[]::new))
                .addValue(keys.stream().map(key -> counts.get(key).rejected()).toArray(Long[]::new)))
                .replaceWithVoid();
    }
}
