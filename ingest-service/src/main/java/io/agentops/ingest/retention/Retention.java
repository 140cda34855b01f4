package io.agentops.ingest.retention;

import java.time.Clock;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.agentops.ingest.IngestMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * Makes day partitions ahead and removes what no project keeps any more. One process does so at a time; whatever a round leaves,
 * because somebody needs the table or there is too much of it, the next one finds again. Today and later days are never touched.
 */
@ApplicationScoped
class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class);

    private static final String BEGIN = """
            SELECT pg_try_advisory_lock(hashtext('retention')),
                   set_config('lock_timeout', '%d', false), set_config('statement_timeout', '30000', false)""";
    private static final String END = "RESET lock_timeout; RESET statement_timeout; SELECT pg_advisory_unlock_all()";

    private final Pool pool;
    private final MeterRegistry meters;
    private final Policy policy;
    private final String begin;
    private final Clock clock = Clock.systemUTC();

    Retention(Pool pool, MeterRegistry meters, RetentionSettings settings, DeadLetterSettings deadLetters) {
        this.pool = pool;
        this.meters = meters;
        this.policy = Policy.of(settings, deadLetters);
        this.begin = BEGIN.formatted(lockWait(settings));
    }

    /** Settings that cannot be meant end the start rather than the first round. */
    void check(@Observes StartupEvent start) {
        LOG.debugf("Retention: %s", policy);
    }

    @Scheduled(every = "{agentops.retention.every}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> scheduled() {
        return round(policy)
                .onFailure().invoke(e -> LOG.warnf("Retention is left to its next round: %s", e.getMessage()))
                .onFailure().recoverWithNull();
    }

    /** Completes at once where another process is at work. */
    Uni<Void> round(Policy by) {
        return pool.withConnection(connection -> connection.query(begin).execute()
                .chain(rows -> rows.iterator().next().getBoolean(0)
                        ? work(connection, by, LocalDate.now(clock))
                        : Uni.createFrom().voidItem())
                .eventually(() -> connection.query(END).execute()));
    }

    /** PostgreSQL takes 0 for no limit, and everybody who writes would wait behind the one who waits. */
    private static long lockWait(RetentionSettings settings) {
        long millis = settings.lockWait().toMillis();
        if (millis < 1) {
            throw new IllegalArgumentException(
                    "agentops.retention.lock-wait must be at least 1 ms, was " + settings.lockWait());
        }
        return millis;
    }

    private Uni<Void> work(SqlConnection connection, Policy by, LocalDate today) {
        return Partitions.createAhead(connection, today)
                .chain(() -> Partitions.all(connection))
                .chain(partitions -> drop(connection, partitions, by.firstOfAny(today)))
                .chain(() -> Partitions.all(connection))
                .chain(partitions -> delete(connection, partitions, by, today))
                .chain(() -> deleted(ExpiredRows.deadLetters(connection, by)))
                .chain(() -> deleted(ExpiredRows.ledger(connection, by, today)))
                .chain(() -> deleted(ExpiredRows.stats(connection, by, today)))
                .chain(() -> deleted(ExpiredRows.alerts(connection, by, today)))
                .chain(() -> deleted(ExpiredRows.failureGroups(connection, by, today)))
                .chain(() -> deleted(ExpiredRows.agents(connection, by, today)));
    }

    /** Drops the days before this one. Of a day of which one table is in use, those after it stay too. */
    private Uni<Void> drop(SqlConnection connection, List<Partition> partitions, LocalDate first) {
        Set<LocalDate> left = new HashSet<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Partition partition : partitions) {
            if (partition.isBefore(first)) {
                done = done.chain(() -> left.contains(partition.day())
                        ? Uni.createFrom().voidItem()
                        : drop(connection, partition, left));
            }
        }
        return done;
    }

    private Uni<Void> drop(SqlConnection connection, Partition partition, Set<LocalDate> left) {
        return Partitions.drop(connection, partition).invoke(dropped -> {
            meters.counter(IngestMetrics.PARTITIONS_DROPPED).increment(dropped);
            if (dropped == 0) {
                left.add(partition.day());
            }
        }).replaceWithVoid();
    }

    /** Keys stay as long as a day that was to be dropped: with a part of its tables, its runs must not lose their keys. */
    private Uni<Void> delete(SqlConnection connection, List<Partition> partitions, Policy by, LocalDate today) {
        LocalDate end = partitions.stream().filter(partition -> partition.isBefore(by.firstOfAny(today)))
                .map(Partition::day).findFirst().orElse(today);
        List<Partition> emptied = partitions.stream()
                .filter(partition -> partition.mayHoldBefore(by.firstOfAll(today))).toList();
        return deleted(new ExpiredKeys(connection, Owner.RUN, emptied, by, today, end).delete())
                .chain(() -> deleted(new ExpiredKeys(connection, Owner.TRACE, emptied, by, today, end).delete()))
                .chain(() -> Multi.createFrom().iterable(emptied)
                        .select().where(partition -> ExpiredRows.AGENT_TIMES.containsKey(partition.parent()))
                        .onItem().transformToUniAndConcatenate(
                                partition -> deleted(ExpiredRows.agents(connection, partition, by, today)))
                        .collect().last());
    }

    private Uni<Void> deleted(Uni<Long> rows) {
        return rows.invoke(count -> meters.counter(IngestMetrics.ROWS_DELETED).increment(count)).replaceWithVoid();
    }
}
