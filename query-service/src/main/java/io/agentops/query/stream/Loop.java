package io.agentops.query.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** One event loop, on which everything of a feed runs, so that nothing of it needs a lock. */
public final class Loop implements Executor {

    private final Vertx vertx;
    private final Context context;
    private final List<Long> timers = new ArrayList<>();

    public Loop(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    /** Runs a task once. */
    public void after(Duration time, Runnable task) {
        vertx.setTimer(Math.max(1, time.toMillis()), timer -> execute(task));
    }

    /** Runs a task again and again, until {@link #stop}. Called only while the feed is made. */
    public void every(Duration time, Runnable task) {
        timers.add(vertx.setPeriodic(time.toMillis(), timer -> execute(task)));
    }

    public void stop() {
        timers.forEach(vertx::cancelTimer);
    }
}
