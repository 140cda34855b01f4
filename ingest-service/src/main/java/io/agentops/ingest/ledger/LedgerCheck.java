package io.agentops.ingest.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

import io.agentops.ingest.IngestMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Looks for what the ledger does not account for, and tells it as a gauge and, when it changes, in the log. */
@Singleton
class LedgerCheck {

    private static final Logger LOG = Logger.getLogger(LedgerCheck.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int CHECKS_MISSED = 3;

    private static final String PARTITIONS = """
            SELECT o.topic, o.partition, coalesce(o.acked_offset, 0) AS acked, coalesce(o.next_offset, 0) AS next,
                   coalesce(u.offsets, 0) AS unread
              FROM ledger_offset o LEFT JOIN ledger_unread u USING (topic, partition)""";

    /** Of door and hour rows the newest, should projects ever be that many; only doors tell of what they accepted. */
    private static final String DOORS = """
            SELECT d.project_id, d.hour, d.door, d.unit, d.accepted,
                   (SELECT sum(c.stored + c.dead_lettered)::bigint FROM ledger_count c
                     WHERE c.project_id = d.project_id AND c.hour = d.hour AND c.door = d.door AND c.unit = d.unit) AS counted
              FROM ledger_count d
             WHERE d.hour >= $1 AND d.partition = -1 AND d.accepted > 0
             ORDER BY d.hour DESC
             LIMIT 10000""";

    private final Gaps gaps;
    private final Pool pool;
    private final LedgerSettings settings;
    private final Clock clock = Clock.systemUTC();
    private final Balance balance = new Balance();
    private volatile Checked last = new Checked(Balance.Missing.NOTHING, Instant.EPOCH);
    private volatile boolean fails;
    private Cancellable ticks;

    LedgerCheck(Gaps gaps, Pool pool, LedgerSettings settings, MeterRegistry meters) {
        this.gaps = gaps;
        this.pool = pool;
        this.settings = settings;
        meters.gauge(IngestMetrics.LEDGER_DIFFERENCE, this, LedgerCheck::gauge);
    }

    private record Checked(Balance.Missing missing, Instant at) {}

    /** What nobody has looked at lately is not known. */
    private double gauge() {
        Instant stale = clock.instant().minus(settings.checkEvery().multipliedBy(CHECKS_MISSED)).minus(PATIENCE);
        return last.at.isBefore(stale) ? Double.NaN : last.missing.total();
    }

    void start(@Observes StartupEvent start) {
        ticks = Multi.createFrom().ticks().startingAfter(settings.checkEvery()).every(settings.checkEvery())
                .onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> check()
                        .onFailure().invoke(this::failed)
                        .onFailure().recoverWithNull())
                .subscribe().with(checked -> {}, e -> LOG.error("The ledger is no longer checked", e));
    }

    @PreDestroy
    void stop() {
        if (ticks != null) {
            ticks.cancel();
        }
    }

    /** What is missing now; one check at a time. */
    Uni<Balance.Missing> check() {
        Instant since = clock.instant().minus(settings.checkBack()).truncatedTo(ChronoUnit.HOURS);
        return gaps.examine().chain(() -> pool.withTransaction(connection -> connection
                .query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute()
                .chain(() -> snapshot(connection, since))))
                .ifNoItem().after(PATIENCE).fail()
                .map(balance::take)
                .invoke(this::tell);
    }

    private void failed(Throwable failure) {
        LOG.logf(fails ? Level.DEBUG : Level.WARN, "The ledger is not checked: %s", failure.getMessage());
        fails = true;
    }

    private void tell(Balance.Missing found) {
        fails = false;
        if (!found.equals(last.missing)) {
            if (found.total() == 0) {
                LOG.info("The ledger balances again");
            } else {
                LOG.warnf("The ledger does not balance: %s", found);
            }
        }
        last = new Checked(found, clock.instant());
    }

    private static Uni<Snapshot> snapshot(SqlConnection connection, Instant since) {
        return connection.query(PARTITIONS).execute()
                .chain(partitions -> connection.preparedQuery(DOORS)
                        .execute(Tuple.of(since.atOffset(ZoneOffset.UTC)))
                        .map(doors -> new Snapshot(since, partitions(partitions), doors(doors))));
    }

    private static Map<TopicPartition, Snapshot.Progress> partitions(RowSet<Row> rows) {
        Map<TopicPartition, Snapshot.Progress> partitions = new HashMap<>();
        for (Row row : rows) {
            partitions.put(new TopicPartition(row.getString("topic"), row.getInteger("partition")),
                    new Snapshot.Progress(row.getLong("acked"), row.getLong("next"), row.getLong("unread")));
        }
        return partitions;
    }

    private static Map<DoorCounts.Key, Snapshot.Sums> doors(RowSet<Row> rows) {
        Map<DoorCounts.Key, Snapshot.Sums> doors = new HashMap<>();
        for (Row row : rows) {
            doors.put(new DoorCounts.Key(row.getString("project_id"), row.getOffsetDateTime("hour"),
                    row.getString("door"), Unit.valueOf(row.getString("unit").toUpperCase(Locale.ROOT))),
                    new Snapshot.Sums(row.getLong("accepted"), row.getLong("counted")));
        }
        return doors;
    }
}
