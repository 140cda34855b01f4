package io.agentops.ingest.limits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import io.smallrye.mutiny.Uni;

/**
 * What this process may let pass of one project: tokens out of the shared bucket, fetched ahead in chunks, and a bucket of its own for
 * while that is away. Its own is charged all along, so that falling back to it begins no new burst.
 */
final class ProjectTokens {

    /** As long as a chunk lasts: an empty bucket is not asked more often. */
    private static final long REST_NANOS = Duration.ofMillis(100).toNanos();
    private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final double NANOS = 1e9;
    private static final Uni<Duration> TAKEN = Uni.createFrom().item(Duration.ZERO);

    private final String project;
    private final Rate rate;
    private final SharedBuckets shared;
    private final LongSupplier clock;
    private final Bucket own;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    /** Below 0: more has passed than was fetched, and is owed to the shared bucket. */
    private long fetched;
    private boolean fetching;
    private long mayFetchAt;
    private long tokenAt;
    private long usedAt;

    /** Times are those of {@link System#nanoTime}. */
    ProjectTokens(String project, Rate rate, SharedBuckets shared, LongSupplier clock) {
        this.project = project;
        this.rate = rate;
        this.shared = shared;
        this.clock = clock;
        this.usedAt = clock.getAsLong();
        this.mayFetchAt = usedAt;
        this.own = new Bucket(rate, usedAt);
    }

    /** A request that waits for tokens to be fetched. */
    private record Waiter(long wanted, CompletableFuture<Duration> answer) {}

    /** A waiter with its answer, given once no lock is held. */
    private record Answered(Waiter waiter, Duration answer) {

        void tell() {
            waiter.answer.complete(answer);
        }
    }

    /**
     * Lets messages pass while there is any token, however many they are; what is more is owed.
     *
     * @return zero if they pass, else how long until there is a token; at once, unless none is at hand and the shared bucket must be
     *         asked first. Then it comes on that one's thread
     */
    Uni<Duration> take(long wanted) {
        boolean alone = shared.areAway();
        Uni<Duration> answer;
        boolean fetch;
        synchronized (this) {
            long now = clock.getAsLong();
            usedAt = now;
            if (alone) {
                return Uni.createFrom().item(Duration.ofNanos(own.take(wanted, now)));
            }
            answer = answer(wanted, now);
            boolean few = fetched <= rate.chunk() / 2 && mayFetch(now);
            fetch = !fetching && (fetched < 0 || !waiting.isEmpty() || few);
            fetching |= fetch;
        }
        if (fetch) {
            fetch();
        }
        return answer;
    }

    private Uni<Duration> answer(long wanted, long now) {
        if (fetched > 0 && waiting.isEmpty()) {
            pass(wanted, now);
            return TAKEN;
        }
        if (!fetching && !mayFetch(now)) {
            return Uni.createFrom().item(Duration.ofNanos(Math.max(1, tokenAt - now)));
        }
        Waiter waiter = new Waiter(wanted, new CompletableFuture<>());
        waiting.add(waiter);
        return Uni.createFrom().completionStage(waiter.answer);
    }

    private boolean mayFetch(long now) {
        return now - mayFetchAt >= 0;
    }

    private void pass(long wanted, long now) {
        fetched -= wanted;
        own.charge(wanted, now);
    }

    private void fetch() {
        long owed;
        long wanted;
        synchronized (this) {
            owed = Math.max(0, -fetched);
            fetched = Math.max(0, fetched);
            wanted = Math.min(rate.burst(),
                    rate.chunk() + waiting.stream().mapToLong(Waiter::wanted).sum());
        }
        shared.take(project, rate, owed, wanted).subscribe()
                .with(grant -> fetched(grant, wanted), failure -> away());
    }

    private void fetched(SharedBuckets.Grant grant, long wanted) {
        List<Answered> answers = new ArrayList<>();
        boolean more;
        synchronized (this) {
            long now = clock.getAsLong();
            fetched += grant.tokens();
            while (fetched > 0 && !waiting.isEmpty()) {
                Waiter next = waiting.remove();
                pass(next.wanted, now);
                answers.add(new Answered(next, Duration.ZERO));
            }
            boolean emptied = grant.tokens() < wanted;
            if (emptied) {
                mayFetchAt = now + REST_NANOS;
                tokenAt = now + Math.max(REST_NANOS, grant.waitNanos());
                drain(answers, Duration.ofNanos(tokenAt - now));
            }
            more = fetched < 0 || !waiting.isEmpty();
            fetching = more;
        }
        answers.forEach(Answered::tell);
        if (more) {
            fetch();
        }
    }

    private void drain(List<Answered> answers, Duration wait) {
        waiting.forEach(waiter -> answers.add(new Answered(waiter, wait)));
        waiting.clear();
    }

    private void away() {
        List<Answered> answers = new ArrayList<>();
        synchronized (this) {
            long now = clock.getAsLong();
            fetching = false;
            fetched = 0;
            waiting.forEach(waiter -> answers.add(
                    new Answered(waiter, Duration.ofNanos(own.take(waiter.wanted, now)))));
            waiting.clear();
        }
        answers.forEach(Answered::tell);
    }

    /** Whether nothing is lost if it is forgotten: its own bucket has filled up since. */
    synchronized boolean isIdle() {
        return !fetching && fetched >= 0
                && clock.getAsLong() - usedAt > IDLE_NANOS + (long) (rate.burst() / rate.perSecond() * NANOS);
    }
}
