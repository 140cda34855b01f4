package io.agentops.ingest.agents;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.ledger.Unit;
import io.agentops.ingest.limits.Backlog;
import io.agentops.ingest.store.RunDays;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Finds agents that fell silent. What counts is the time up to which all heartbeats are stored, and not the present: what waits in Kafka
 * was heard. While that time is not known, or lies far back, nothing is said; nor until sidecars had their longest back-off to be heard
 * of again, since it was the platform that was away. So it is where heartbeats were read from Kafka, but could not be written to it.
 */
@ApplicationScoped
class Silence {

    private static final Logger LOG = Logger.getLogger(Silence.class);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Older than two measurements of the backlog: then the writers are behind. */
    private static final Duration MOST_BEHIND = Duration.ofSeconds(15);

    /** A process at a time; what is left is the next round's. */
    private static final String MARK = """
            WITH gone AS (
                UPDATE agent a
                   SET status = 'UNKNOWN', status_since = now(), silent = true, reason = 'not heard of since its last heartbeat',
                       changed_in = pg_current_xact_id()
                 WHERE pg_try_advisory_xact_lock(hashtext('agent_silence'))
                   AND (a.project_id, a.agent_id) IN (
                           SELECT s.project_id, s.agent_id FROM agent s
                            WHERE NOT s.silent AND s.heard_at < $1::timestamptz
                            ORDER BY s.project_id, s.agent_id
                            LIMIT 10000
                              FOR UPDATE SKIP LOCKED)
                RETURNING a.project_id, a.agent_id, a.status_since, a.heard_at
            )
            INSERT INTO agent_event (project_id, agent_id, day, kind, key, at, detail)
            SELECT project_id, agent_id, (status_since AT TIME ZONE 'UTC')::date, 'status', 'UNKNOWN@' || status_since, status_since,
                   jsonb_build_object('status', 'UNKNOWN', 'reason', 'not heard of since its last heartbeat', 'heard_at', heard_at)
              FROM gone
            ON CONFLICT DO NOTHING""";

    private final Pool pool;
    private final RunDays days;
    private final Backlog backlog;
    private final AgentSettings settings;
    private final MeterRegistry meters;
    private final Clock clock = Clock.systemUTC();
    private volatile Instant steadySince;
    private volatile Instant refusedAt = Instant.MIN;

    Silence(Pool pool, RunDays days, Backlog backlog, AgentSettings settings, MeterRegistry meters) {
        this.pool = pool;
        this.days = days;
        this.backlog = backlog;
        this.settings = settings;
        this.meters = meters;
    }

    @Scheduled(every = "{agentops.agents.silence-every}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> scheduled() {
        return round(clock.instant(), backlog.delay(Unit.HEARTBEATS))
                .onFailure().invoke(e -> LOG.warnf("Silent agents are left to the next round: %s", e.getMessage()))
                .onFailure().recoverWithNull()
                .replaceWithVoid();
    }

    /** Notes that heartbeats were refused for the platform's own reasons: whoever sent them waits before it comes again. */
    void refused(Instant now) {
        refusedAt = now;
    }

    private Instant listenedSince(Instant steady) {
        Instant refused = refusedAt;
        return refused.isAfter(steady) ? refused : steady;
    }

    private Duration patience() {
        return settings.returnWithin().compareTo(settings.silentAfter()) > 0
                ? settings.returnWithin()
                : settings.silentAfter();
    }

    /**
     * Marks agents that are silent.
     *
     * @param behind how long ago all heartbeats were stored; empty while that is not known
     * @return how many there are
     */
    Uni<Integer> round(Instant now, Optional<Duration> behind) {
        if (behind.isEmpty() || behind.get().compareTo(MOST_BEHIND) > 0) {
            steadySince = null;
            return Uni.createFrom().item(0);
        }
        Instant complete = now.minus(behind.get());
        if (steadySince == null) {
            steadySince = complete;
        }
        if (complete.isBefore(listenedSince(steadySince).plus(patience()))) {
            return Uni.createFrom().item(0);
        }
        return days.prepare(pool, Stream.of(LocalDate.now(clock)))
                .chain(() -> pool.preparedQuery(MARK)
                        .execute(Tuple.of(complete.minus(settings.silentAfter()).atOffset(ZoneOffset.UTC))))
                .ifNoItem().after(LONGEST).fail()
                .map(rows -> rows.rowCount())
                .invoke(count -> meters.counter(IngestMetrics.AGENTS_SILENT).increment(count));
    }
}
