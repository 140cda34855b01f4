package io.agentops.rca.runs;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.contract.rca.RcaStatus;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Works off one claim: analyses, records the ending, then tells it. The lease is renewed all the while, however slow the
 * analysis; when it is lost the work is dropped, and whoever holds the run now goes on with it.
 */
@ApplicationScoped
class LeasedAnalysis {

    private static final Logger LOG = Logger.getLogger(LeasedAnalysis.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration SLOWEST_RETRY = Duration.ofSeconds(2);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final RcaRuns runs;
    private final Analysis analysis;
    private final ProgressStream progress;
    private final RcaMetrics metrics;
    private final RcaConfig config;

    LeasedAnalysis(RcaRuns runs, Analysis analysis, ProgressStream progress, RcaMetrics metrics, RcaConfig config) {
        this.runs = runs;
        this.analysis = analysis;
        this.progress = progress;
        this.metrics = metrics;
        this.config = config;
    }

    /** Completes when the claim is worked off or lost; fails only when the database stays away beyond the time limit. */
    Uni<Void> run(Claim claim) {
        metrics.attemptStarted();
        long begun = System.nanoTime();
        // An ended run has no lease to renew, which is not a loss.
        var concluding = new AtomicBoolean();
        Uni<String> work = attempt(claim)
                .invoke(() -> concluding.set(true))
                .chain(ending -> conclude(claim, ending));
        return Uni.combine().any().of(work, lost(claim, concluding))
                .onItemOrFailure().invoke((outcome, problem) -> metrics.attemptEnded(
                        problem == null ? outcome : "lost", Duration.ofNanos(System.nanoTime() - begun)))
                .replaceWithVoid();
    }

    private Uni<Ending> attempt(Claim claim) {
        return Uni.createFrom().deferred(() -> analysis.explain(claim))
                .onFailure(FailureWords::isStoreAway).retry().withBackOff(FIRST_RETRY, SLOWEST_RETRY)
                .expireIn(config.timeLimit().toMillis())
                .ifNoItem().after(config.timeLimit()).fail()
                .onFailure().recoverWithItem(problem -> failedAttempt(claim, problem));
    }

    private Ending failedAttempt(Claim claim, Throwable problem) {
        var words = "Attempt " + claim.attempt() + " failed: " + FailureWords.of(problem);
        LOG.warnf("RCA run %s of project %s: %s", claim.rcaRunId(), claim.projectId(), words);
        if (claim.attempt() >= config.maxAttempts()) {
            return new Ending.Failed("The analysis failed " + claim.attempt() + " times. " + words);
        }
        return new Ending.TryAgain(words, rest(claim.attempt()));
    }

    private Duration rest(int attempt) {
        var rest = config.retryAfter().multipliedBy(1L << Math.min(attempt - 1, 30));
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    private Uni<String> conclude(Claim claim, Ending ending) {
        return record(claim, ending)
                .chain(recorded -> recorded ? tell(claim, ending) : Uni.createFrom().item("lost"))
                .onFailure(problem -> ending instanceof Ending.Done && !FailureWords.isStoreAway(problem))
                .recoverWithUni(refused -> conclude(claim, failedAttempt(claim, refused)));
    }

    private Uni<Boolean> record(Claim claim, Ending ending) {
        return Uni.createFrom().deferred(() -> runs.end(claim, ending))
                .onFailure(FailureWords::isStoreAway).retry().withBackOff(FIRST_RETRY, SLOWEST_RETRY)
                .expireIn(config.timeLimit().toMillis());
    }

    /** Tells the recorded ending; the answer is its name among the outcomes of {@link RcaMetrics}. */
    private Uni<String> tell(Claim claim, Ending ending) {
        if (!ending.status().isFinal()) {
            return Uni.createFrom().item("retried");
        }
        metrics.runFinished(ending);
        var message = ending instanceof Ending.Done done ? done.summary() : ending.failure();
        return progress.end(claim, ending.status(), message)
                .replaceWith(ending.status() == RcaStatus.DONE ? "done" : "failed");
    }

    private Uni<String> lost(Claim claim, AtomicBoolean concluding) {
        long third = Math.max(1, config.lease().toMillis() / 3);
        return Multi.createFrom().ticks().startingAfter(Duration.ofMillis(third)).every(Duration.ofMillis(third))
                .onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> holds(claim))
                .filter(held -> !held && !concluding.get())
                .toUni()
                .replaceWith("lost");
    }

    // A database that cannot be asked has not given the run to anyone else either.
    private Uni<Boolean> holds(Claim claim) {
        return runs.renew(claim)
                .onFailure().recoverWithItem(true);
    }
}
