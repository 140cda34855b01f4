package io.agentops.rca.healing;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/** Heals, time and again: looks for agents that are down, and goes on with recoveries. */
@ApplicationScoped
class HealingLoop {

    private static final Logger LOG = Logger.getLogger(HealingLoop.class);

    private final String owner = "healing-" + UUID.randomUUID();
    private final HealingWatch watch;
    private final RecoveryStore recoveries;
    private final RecoveryWork work;
    private final HealingConfig config;
    private final AtomicInteger busy = new AtomicInteger();

    HealingLoop(HealingWatch watch, RecoveryStore recoveries, RecoveryWork work, HealingConfig config) {
        if (config.work().lease().compareTo(config.work().stepLimit()) <= 0) {
            throw new IllegalArgumentException("agentops.healing.work.lease must be longer than step-limit, was "
                    + config.work().lease());
        }
        this.watch = watch;
        this.recoveries = recoveries;
        this.work = work;
        this.config = config;
    }

    @Scheduled(every = "{agentops.healing.every}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> watch() {
        return (config.enabled() ? watch.round() : Uni.createFrom().voidItem())
                .onFailure().invoke(e -> LOG.warnf("Agents that are down are left to the next round: %s",
                        e.getMessage()))
                .onFailure().recoverWithNull();
    }

    @Scheduled(every = "{agentops.healing.every}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> carryOn() {
        int free = config.work().concurrency() - busy.get();
        if (free <= 0) {
            return Uni.createFrom().voidItem();
        }
        return recoveries.claim(free, owner)
                .invoke(claimed -> claimed.forEach(this::begin))
                .onFailure().invoke(e -> LOG.warnf("Recoveries are left to the next round: %s", e.getMessage()))
                .onFailure().recoverWithNull()
                .replaceWithVoid();
    }

    // Counted while it lasts, and ended by its step's limit: a control plane that does not answer holds up no other recovery.
    private void begin(Recovery recovery) {
        busy.incrementAndGet();
        Uni.createFrom().deferred(() -> work.step(recovery)).subscribe().with(done -> busy.decrementAndGet(), e -> {
            busy.decrementAndGet();
            LOG.warnf("Recovery %s is left to its lease: %s", recovery.id(), e.getMessage());
        });
    }
}
