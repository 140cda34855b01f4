package io.agentops.ingest.agents;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.ingest.store.RunDays;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Notes once a minute how every agent is that is heard of. */
@ApplicationScoped
class MinuteSamples {

    private static final Logger LOG = Logger.getLogger(MinuteSamples.class);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Another process that is at it notes the same. */
    private static final String NOTE = """
            INSERT INTO agent_sample (project_id, agent_id, day, minute, status, latency_ms, error_rate)
            SELECT project_id, agent_id, (now() AT TIME ZONE 'UTC')::date, date_trunc('minute', now()), status, latency_ms, error_rate
              FROM agent
             WHERE pg_try_advisory_xact_lock(hashtext('agent_sample')) AND NOT silent
            ON CONFLICT DO NOTHING""";

    private final Pool pool;
    private final RunDays days;
    private final Clock clock = Clock.systemUTC();

    MinuteSamples(Pool pool, RunDays days) {
        this.pool = pool;
        this.days = days;
    }

    @Scheduled(every = "{agentops.agents.sample-every}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> scheduled() {
        return round()
                .onFailure().invoke(e -> LOG.warnf("A minute of agents is left out: %s", e.getMessage()))
                .onFailure().recoverWithNull();
    }

    Uni<Void> round() {
        return days.prepare(pool, Stream.of(LocalDate.now(clock)))
                .chain(() -> pool.query(NOTE).execute())
                .ifNoItem().after(LONGEST).fail().replaceWithVoid();
    }
}
