package io.agentops.rca.runs;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.contract.rca.AnalysisRequest;
import io.smallrye.mutiny.Uni;

/**
 * The analyses this process works on at once. A place is reserved before a run is claimed, so that no claim waits for one; a
 * wake-up that finds no place is left in the table, which is asked again as soon as a place is free.
 */
@ApplicationScoped
class Analysts {

    private static final Logger LOG = Logger.getLogger(Analysts.class);

    private final String owner = "rca-" + UUID.randomUUID();
    private final RcaRuns runs;
    private final LeasedAnalysis analysis;
    private final RcaMetrics metrics;
    private final Semaphore places;
    private final AtomicBoolean moreWaiting = new AtomicBoolean();
    private final Set<Claim> working = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    Analysts(RcaRuns runs, LeasedAnalysis analysis, RcaMetrics metrics, RcaConfig config) {
        this.runs = runs;
        this.analysis = analysis;
        this.metrics = metrics;
        this.places = new Semaphore(config.concurrency());
    }

    /** Takes up one run if there is a place for it and nobody has it; completes when that is settled. */
    Uni<Void> wake(AnalysisRequest request) {
        if (stopping || !places.tryAcquire()) {
            moreWaiting.set(true);
            metrics.wakeUp("deferred");
            return Uni.createFrom().voidItem();
        }
        return runs.take(request.projectId(), request.rcaRunId(), owner)
                .onItemOrFailure().invoke((claim, problem) -> {
                    if (claim == null) {
                        places.release();
                    }
                })
                .invoke(claim -> {
                    metrics.wakeUp(claim == null ? "needless" : "taken");
                    if (claim != null) {
                        begin(claim);
                    }
                })
                .replaceWithVoid();
    }

    /** Takes up as many waiting runs as there are places, oldest first; completes with how many when they are claimed. */
    Uni<Integer> takeWaiting(Duration grace) {
        int free = stopping ? 0 : places.drainPermits();
        if (free == 0) {
            return Uni.createFrom().item(0);
        }
        return runs.takeOldest(free, grace, owner)
                .onItemOrFailure()
                .invoke((claims, problem) -> places.release(free - (claims == null ? 0 : claims.size())))
                .invoke(claims -> claims.forEach(this::begin))
                .invoke(claims -> {
                    if (claims.size() == free) {
                        moreWaiting.set(true);
                    }
                })
                .map(List::size);
    }

    private void begin(Claim claim) {
        working.add(claim);
        metrics.attemptStarted();
        analysis.run(claim).subscribe().with(
                outcome -> finished(claim),
                problem -> {
                    LOG.warnf("RCA run %s, attempt %d, is left to its lease: %s", claim.rcaRunId(), claim.attempt(),
                            FailureWords.of(problem));
                    finished(claim);
                });
    }

    private void finished(Claim claim) {
        working.remove(claim);
        places.release();
        if (moreWaiting.getAndSet(false)) {
            takeWaiting(Duration.ZERO).subscribe().with(
                    taken -> {},
                    problem -> LOG.debugf("The next sweep takes what waits: %s", FailureWords.of(problem)));
        }
    }
}
