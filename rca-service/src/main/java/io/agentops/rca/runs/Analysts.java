package io.agentops.rca.runs;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.agentops.contract.rca.AnalysisRequest;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;

/**
 * The analyses this process works on at once. A place is taken before a run is claimed, so that no claim waits for one; a
 * wake-up that finds no place is left in the table, which is asked again as soon as a place is free.
 */
@ApplicationScoped
class Analysts {

    private static final Logger LOG = Logger.getLogger(Analysts.class);

    private final String owner = "rca-" + UUID.randomUUID();
    private final RcaRuns runs;
    private final LeasedAnalysis analysis;
    private final RcaMetrics metrics;
    private final RcaConfig config;
    private final Semaphore places;
    private final AtomicBoolean moreWaiting = new AtomicBoolean();

    Analysts(RcaRuns runs, LeasedAnalysis analysis, RcaMetrics metrics, RcaConfig config) {
        this.runs = runs;
        this.analysis = analysis;
        this.metrics = metrics;
        this.config = config;
        this.places = new Semaphore(config.concurrency());
    }

    /** Takes up one run if there is a place for it and nobody has it; completes when that is settled. */
    Uni<Void> wake(AnalysisRequest request) {
        if (!places.tryAcquire()) {
            moreWaiting.set(true);
            metrics.wakeUp("deferred");
            return Uni.createFrom().voidItem();
        }
        return runs.take(request.projectId(), request.rcaRunId(), owner)
                .invoke(claim -> metrics.wakeUp(claim == null ? "needless" : "taken"))
                .map(claim -> claim == null ? List.<Claim>of() : List.of(claim))
                .onItemOrFailure().invoke((claims, problem) -> begin(claims, 1))
                .replaceWithVoid();
    }

    /** Takes up as many waiting runs as there are places, the oldest first; completes when they are claimed. */
    Uni<Void> takeWaiting() {
        int free = places.drainPermits();
        if (free == 0) {
            return Uni.createFrom().voidItem();
        }
        boolean more = moreWaiting.getAndSet(false);
        return runs.takeOldest(free, more ? Duration.ZERO : config.sweepGrace(), owner)
                .onFailure().invoke(problem -> moreWaiting.compareAndSet(false, more))
                .invoke(claims -> moreWaiting.compareAndSet(false, claims.size() == free))
                .onItemOrFailure().invoke((claims, problem) -> begin(claims, free))
                .replaceWithVoid();
    }

    /** Starts what was claimed on the places taken for it, and gives back the others. */
    private void begin(List<Claim> claims, int taken) {
        int used = claims == null ? 0 : claims.size();
        places.release(taken - used);
        if (used > 0) {
            claims.forEach(this::begin);
        }
    }

    // Awaited by its place: a stopping process waits until all places are free.
    private void begin(Claim claim) {
        analysis.run(claim).subscribe().with(done -> finished(), problem -> {
            LOG.warnf("RCA run %s, attempt %d, is left to its lease: %s", claim.rcaRunId(), claim.attempt(),
                    FailureWords.of(problem));
            finished();
        });
    }

    private void finished() {
        places.release();
        if (moreWaiting.get()) {
            takeWaiting().subscribe().with(
                    taken -> {},
                    problem -> LOG.debugf("The next sweep takes what waits: %s", FailureWords.of(problem)));
        }
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        moreWaiting.set(false);
        if (!places.tryAcquire(config.concurrency(), config.stopWithin().toMillis(), TimeUnit.MILLISECONDS)) {
            places.drainPermits();
            int left = runs.release(owner).onFailure().recoverWithItem(0).await()
                    .atMost(config.patience().plusSeconds(1));
            LOG.infof("Stopped with analyses under way; others take over now: %d", left);
        }
    }
}
