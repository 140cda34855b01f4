package io.agentops.query.anatomy;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Reads whole runs and works on them: beside the event loop, and only for as many callers at once as memory is meant for. */
@ApplicationScoped
public class Anatomy {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final ItemQuery items;
    private final Semaphore room;

    Anatomy(ItemQuery items, AnatomyConfig config) {
        this.items = items;
        this.room = new Semaphore(config.atOnce());
    }

    /** A run, and what else was read of it. */
    public record Read<M>(
            RunItems run,
            M more) {}

    /** What is made of a run; fails with a 404 for one that is not stored, with a 503 where too much is asked at once. */
    public <T> Uni<T> of(String projectId, String runId, Function<RunItems, T> work) {
        return inRoom(() -> run(projectId, runId, "No run is known by this id.").emitOn(worker()).map(work));
    }

    /**
     * What is made of a run and more; fails as {@link #of(String, String, Function)} does.
     *
     * @param more reads what else belongs to the run
     */
    public <M, T> Uni<T> of(String projectId, String runId, Function<RunItems, Uni<M>> more,
            Function<Read<M>, T> work) {
        return inRoom(() -> run(projectId, runId, "No run is known by this id.").chain(run -> with(run, more))
                .emitOn(worker()).map(work));
    }

    /** What is made of two runs and more; fails as {@link #of(String, String, Function)} does. */
    public <M, T> Uni<T> ofBoth(String projectId, String a, String b, Function<RunItems, Uni<M>> more,
            BiFunction<Read<M>, Read<M>, T> work) {
        return inRoom(() -> run(projectId, a, "No run is known by the first id.")
                .chain(first -> run(projectId, b, "No run is known by the second id.")
                        .chain(second -> with(first, more).chain(one -> with(second, more)
                                .emitOn(worker()).map(other -> work.apply(one, other))))));
    }

    <T> Uni<T> inRoom(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            if (!room.tryAcquire()) {
                throw ProblemException.unavailable("Too many whole runs are read at once. Try again in a second.",
                        RETRY_AFTER_SECONDS);
            }
            // What is begun is finished and keeps its place until then, though its caller be gone.
            return Uni.createFrom().deferred(work::get).onItemOrFailure().invoke((done, failure) -> room.release())
                    .memoize().indefinitely();
        });
    }

    private Uni<RunItems> run(String projectId, String runId, String unknown) {
        return items.ofRun(projectId, runId, unknown);
    }

    private static <M> Uni<Read<M>> with(RunItems run, Function<RunItems, Uni<M>> more) {
        return more.apply(run).map(read -> new Read<>(run, read));
    }

    private static Executor worker() {
        return Infrastructure.getDefaultWorkerPool();
    }
}
