package io.agentops.ingest.retention;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;

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
        this.policy = new Policy(settings.days(), settings.projects(), deadLetters.days());
        this.begin = BEGIN.formatted(settings.lockWait().toMillis());
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

    private Uni<Void> work(SqlConnection connection, Policy by, LocalDate today) {
        return Partitions.createAhead(connection, today)
                .chain(() -> Partitions.all(connection))
                .chain(partitions -> drop(connection, partitions, by, today)
                        .chain(() -> empty(connection, partitions, by, today)))
                .chain(() -> deleted(ExpiredRows.keysOfRuns(connection, by, today)))
                .chain(() -> deleted(ExpiredRows.keysOfTraces(connection, by, today)))
                .chain(() -> deleted(ExpiredRows.deadLetters(connection, by)));
    }

    private Uni<Void> drop(SqlConnection connection, List<Partition> partitions, Policy by, LocalDate today) {
        return each(partitions, partition -> partition.isBefore(by.firstOfAny(today)))
                .onItem().transformToUniAndConcatenate(partition -> Partitions.drop(connection, partition))
                .invoke(one -> meters.counter(IngestMetrics.PARTITIONS_DROPPED).increment(one))
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> empty(SqlConnection connection, List<Partition> partitions, Policy by, LocalDate today) {
        return each(partitions, partition -> partition.mayHoldBefore(by.firstOfAll(today))
                && !partition.isBefore(by.firstOfAny(today)))
                .onItem().transformToUniAndConcatenate(partition -> deleted(
                        ExpiredRows.ofPartition(connection, partition.name(), by, today)))
                .collect().last().replaceWithVoid();
    }

    private static Multi<Partition> each(List<Partition> partitions, Predicate<Partition> which) {
        return Multi.createFrom().iterable(partitions.stream().filter(which).toList());
    }

    private Uni<Void> deleted(Uni<Long> rows) {
        return rows.invoke(count -> meters.counter(IngestMetrics.ROWS_DELETED).increment(count)).replaceWithVoid();
    }
}
