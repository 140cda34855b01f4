package io.agentops.ingest.agents;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.agent.RecoveryAction;
import io.agentops.contract.agent.RecoveryCommand;
import io.agentops.ingest.IngestMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/**
 * What is wanted of each agent, in memory, read anew all the time: a heartbeat waits for no database. While that is away the last that
 * was read counts, and a fault in it still ends at its time.
 */
@Singleton
class DesiredConfigs {

    private static final Logger LOG = Logger.getLogger(DesiredConfigs.class);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** Faults that ended lately give the configuration without them its version. */
    private static final String READ = """
            SELECT f.project_id, f.agent_id, f.config_version, f.spec::text AS spec, f.cleared_at IS NULL AS wanted, a.environment
              FROM agent_fault f
              LEFT JOIN agent a ON a.project_id = f.project_id AND a.agent_id = f.agent_id
             WHERE f.expires_at > now() - interval '15 minutes'
             ORDER BY (f.cleared_at IS NULL AND f.expires_at > now()) DESC, f.project_id, f.agent_id, f.created_at, f.fault_id
             LIMIT 20000""";

    /** Where recoveries were stopped no sidecar is told of one, though nobody is there to end it. */
    private static final String READ_RECOVERIES = """
            SELECT r.project_id, r.agent_id, r.recovery_id, r.fencing, r.acting_at, r.deadline
              FROM agent_recovery r
             WHERE r.state = 'acting' AND r.control_plane = 'sidecar' AND r.deadline > now()
               AND NOT EXISTS (SELECT FROM project_healing p WHERE p.project_id = r.project_id AND p.stopped_at IS NOT NULL)
             ORDER BY r.acting_at
             LIMIT 20000""";

    private final Pool pool;
    private final Environments environments;
    private final FaultSettings settings;
    private final ObjectReader specs;
    private final Clock clock = Clock.systemUTC();
    private volatile Map<AgentKey, Wanted> wanted = Map.of();
    private volatile Map<AgentKey, RecoveryCommand> recoveries = Map.of();
    private volatile long readAt;
    private volatile boolean wasRead;
    private boolean failing;
    private Cancellable ticks;

    DesiredConfigs(Pool pool, Environments environments, FaultSettings settings, ObjectMapper mapper,
            MeterRegistry meters) {
        if (settings.readEvery().toMillis() < 1) {
            throw new IllegalArgumentException(
                    "agentops.faults.read-every must be at least 1 ms, was " + settings.readEvery());
        }
        this.pool = pool;
        this.environments = environments;
        this.settings = settings;
        this.specs = mapper.readerFor(FaultSpec.class);
        meters.gauge(IngestMetrics.FAULTS_AGE, this,
                self -> self.wasRead ? (System.nanoTime() - self.readAt) / 1e9 : Double.NaN);
    }

    private record Wanted(long version, List<FaultSpec> faults) {

        Wanted plus(long another, FaultSpec fault) {
            List<FaultSpec> all = new ArrayList<>(faults);
            if (fault != null) {
                all.add(fault);
            }
            return new Wanted(Math.max(version, another), all);
        }
    }

    void start(@Observes StartupEvent start) {
        ticks = Multi.createFrom().ticks().every(settings.readEvery())
                .onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> refresh()
                        .onFailure().invoke(this::failed)
                        .onFailure().recoverWithNull())
                .subscribe().with(read -> {}, e -> LOG.error("Faults are no longer read", e));
    }

    @PreDestroy
    void stop() {
        if (ticks != null) {
            ticks.cancel();
        }
    }

    /** What is wanted of the agent of a heartbeat; no faults where it says that it runs where there are none. */
    DesiredConfig of(String project, Heartbeat heartbeat) {
        Instant now = clock.instant();
        AgentKey agent = new AgentKey(project, heartbeat.agentId());
        RecoveryCommand recovery = recoveries.get(agent);
        Wanted found = wanted.get(agent);
        if (found == null) {
            return new DesiredConfig(0, now, List.of(), recovery);
        }
        List<FaultSpec> faults = environments.forbidFaults(heartbeat.environment())
                ? List.of()
                : found.faults.stream().filter(fault -> fault.expiresAt().isAfter(now)).toList();
        return new DesiredConfig(found.version, now, faults, recovery);
    }

    private Uni<Void> refresh() {
        return pool.query(READ_RECOVERIES).execute().ifNoItem().after(LONGEST).fail().invoke(this::readRecoveries)
                .chain(() -> pool.query(READ).execute().ifNoItem().after(LONGEST).fail()).invoke(this::read)
                .replaceWithVoid();
    }

    private void read(RowSet<Row> rows) {
        Map<AgentKey, Wanted> found = new HashMap<>();
        for (Row row : rows) {
            AgentKey agent = new AgentKey(row.getString("project_id"), row.getString("agent_id"));
            boolean isWanted = row.getBoolean("wanted") && !environments.forbidFaults(row.getString("environment"));
            found.put(agent, found.getOrDefault(agent, new Wanted(0, List.of()))
                    .plus(row.getLong("config_version"), isWanted ? spec(row) : null));
        }
        wanted = found;
        readAt = System.nanoTime();
        wasRead = true;
        failing = false;
    }

    private void readRecoveries(RowSet<Row> rows) {
        Map<AgentKey, RecoveryCommand> found = new HashMap<>();
        for (Row row : rows) {
            found.put(new AgentKey(row.getString("project_id"), row.getString("agent_id")),
                    new RecoveryCommand(row.getUUID("recovery_id").toString(), RecoveryAction.RESTART,
                            row.getLong("fencing"), row.getOffsetDateTime("acting_at").toInstant(),
                            row.getOffsetDateTime("deadline").toInstant()));
        }
        recoveries = found;
    }

    private FaultSpec spec(Row row) {
        try {
            return specs.readValue(row.getString("spec"));
        } catch (IOException e) {
            LOG.warnf("A fault of agent %s cannot be read and is left out", row.getString("agent_id"));
            return null;
        }
    }

    private void failed(Throwable failure) {
        LOG.logf(failing ? Logger.Level.DEBUG : Logger.Level.WARN, "Faults are told as they were read last: %s",
                failure.getMessage());
        failing = true;
    }
}
