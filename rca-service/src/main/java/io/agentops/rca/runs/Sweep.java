package io.agentops.rca.runs;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.contract.rca.RcaStatus;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Finds, time and again, the runs that nobody works on: lost wake-ups, dead holders, failed attempts that have rested. */
@ApplicationScoped
class Sweep {

    static final String WORN_OUT = "The analysis was interrupted on every permitted attempt";

    private static final Logger LOG = Logger.getLogger(Sweep.class);
    private static final int MOST_GIVEN_UP = 100;

    private final RcaRuns runs;
    private final Analysts analysts;
    private final ProgressStream progress;
    private final RcaMetrics metrics;

    Sweep(RcaRuns runs, Analysts analysts, ProgressStream progress, RcaMetrics metrics) {
        this.runs = runs;
        this.analysts = analysts;
        this.progress = progress;
        this.metrics = metrics;
    }

    @Scheduled(every = "{agentops.rca.sweep-every}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return giveUp()
                .chain(analysts::takeWaiting)
                .chain(runs::oldestOpen)
                .invoke(metrics::queueAge)
                .onFailure().invoke(problem -> LOG.debugf("The next sweep tries again: %s", FailureWords.of(problem)))
                .onFailure().recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Void> giveUp() {
        return runs.giveUp(MOST_GIVEN_UP, WORN_OUT)
                .onItem().transformToMulti(Multi.createFrom()::iterable)
                .invoke(claim -> metrics.runFinished(new Ending.Failed(WORN_OUT)))
                .onItem().transformToUniAndConcatenate(claim -> progress.end(claim, RcaStatus.FAILED, WORN_OUT))
                .toUni();
    }
}
