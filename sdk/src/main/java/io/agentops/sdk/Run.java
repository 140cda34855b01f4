package io.agentops.sdk;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One run of the agent: reported as running soon after it starts, its steps as they end, and its end when it is closed.
 *
 * <p>
 * <strong>How a run ends.</strong> As {@link #status(RunStatus)} says. Where that was not called: as a failure if
 * {@link #recordFailure} or {@link #fail} was called, or if a step failed and no later step of the same type and name ended
 * without a failure (a retry that worked makes good what failed before); otherwise as a success. In try-with-resources a
 * run sees no exception that leaves it, see {@link Step}; {@link AgentTracer#run} and {@link AgentTracer#inRun} do.
 *
 * <p>
 * Nothing here throws, except what the agent's own code throws inside a step. May be used by several threads.
 */
public final class Run implements AutoCloseable {

    /** Where the run stands, as a message says it. {@code endedAt}: nanoseconds after the start. */
    record State(String status, boolean ended, long endedAt) {}

    private static final long OPEN = -1;
    /** With more kinds of steps failed than this, a run is not made good again. */
    private static final int MOST_FAILED_KINDS = 1_000;

    private final AgentTracer tracer;
    private final String runId;
    private final String token;
    private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final long startNanos = System.nanoTime();
    private final AtomicLong endedAt = new AtomicLong(OPEN);
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    /** By type and name of step, the latest failed one that was not made good. */
    private final Map<String, Integer> failedSteps = new ConcurrentHashMap<>();
    /** An exception on its way out passes several steps, and is one failure. */
    private final AtomicReference<Throwable> lastException = new AtomicReference<>();
    private volatile Report.Failed lastFailure;
    private volatile boolean failed;
    private volatile RunStatus told;

    /** @param token sets the ids of its steps apart from those another process gives to the same run */
    Run(AgentTracer tracer, String runId, String token) {
        this.tracer = tracer;
        this.runId = runId;
        this.token = token;
    }

    /** The run's id, e.g. to hand to the caller. */
    public String runId() {
        return runId;
    }

    /**
     * Begins a step that the caller closes.
     *
     * @param name a label, e.g. the tool's name: 1–128 letters and digits of ASCII and the signs
     *        {@code _-.:/+@#=~,()[]*}, of at most 5 words as {@code camelCase} and {@code snake_case} have them. Any other
     *        is replaced by the type's name and counted, so that the step is not lost.
     */
    public Step step(StepType type, String name) {
        StepType known = type == null ? StepType.OTHER : type;
        boolean label = Labels.isLabel(name);
        if (!label || type == null) {
            dropped(DropReason.INVALID);
        }
        int seq = steps.incrementAndGet();
        return new Step(this, token + '-' + seq, seq, known, label ? name : known.wireName());
    }

    /**
     * Does work inside a step. An exception that leaves it marks the step failed, is recorded as a failure, and goes on
     * unchanged.
     *
     * @return what the work returns
     * @throws X what the work throws
     */
    public <T, X extends Exception> T step(StepType type, String name, Body<Step, T, X> body) throws X {
        Step step = step(type, name);
        try {
            T result = body.in(step);
            step.succeed();
            return result;
        } catch (Throwable thrown) {
            step.fail(thrown);
            throw thrown;
        } finally {
            step.close();
        }
    }

    /**
     * Like {@link #step(StepType, String, Body)}, for work without a result.
     *
     * @throws X what the work throws
     */
    public <X extends Exception> void inStep(StepType type, String name, Action<Step, X> action) throws X {
        step(type, name, (Body<Step, Void, X>) step -> {
            action.in(step);
            return null;
        });
    }

    /**
     * Records what went wrong with the run as a whole, which makes it a failure unless {@link #status(RunStatus)} says
     * otherwise. What went wrong in one step is better told to {@link Step#fail(FailureType, String, String)}.
     *
     * @param code a label such as {@code timeout}, {@code schema_invalid}, {@code empty_retrieval}; any other text is
     *        replaced by {@code unspecified} and counted
     * @param message for people, written by the developer; cut to 200 characters; may be null. The platform takes words of
     *        operation, numbers and labels of the run: "2 of 3 attempts timed out"; another message is left out and counted.
     */
    public void recordFailure(FailureType type, String code, String message) {
        failed = true;
        if (type == null) {
            dropped(DropReason.INVALID);
        }
        failed(type == null ? FailureType.ORCHESTRATION : type, code, message, null);
    }

    /**
     * Says that an exception ended the run. Of the exception only the code {@code timeout} or {@code exception} is sent.
     *
     * @return the same exception, so that one can write {@code throw run.fail(e)}
     */
    public <E extends Throwable> E fail(E exception) {
        status(RunStatus.FAILURE);
        failed(exception, FailureType.ORCHESTRATION, null);
        return exception;
    }

    /** Says how the run ends, whatever was recorded; null takes that back. The last call counts, even after the close. */
    public Run status(RunStatus status) {
        told = status;
        if (endedAt.get() != OPEN) {
            tracer.report(new Report.Ended(this));
        }
        return this;
    }

    /** Makes this the thread's {@link AgentTracer#currentRun()} until the scope is closed. Nothing else ever does. */
    public Scope makeCurrent() {
        return tracer.scopeOf(this);
    }

    /** The same task, with this run current while it runs, on whichever thread. */
    public Runnable wrap(Runnable task) {
        return () -> {
            Scope scope = makeCurrent();
            try {
                task.run();
            } finally {
                scope.close();
            }
        };
    }

    /** The same task, with this run current while it runs, on whichever thread. */
    public <T> Callable<T> wrap(Callable<T> task) {
        return () -> {
            Scope scope = makeCurrent();
            try {
                return task.call();
            } finally {
                scope.close();
            }
        };
    }

    /** Ends the run and reports it; again does nothing. Steps that end later are still reported. */
    @Override
    public void close() {
        if (endedAt.compareAndSet(OPEN, nanosSinceStart())) {
            tracer.report(new Report.Ended(this));
        }
    }

    /** Records an exception unless it did so before; null then. */
    Report.Failed failed(Throwable exception, FailureType type, String stepId) {
        return exception != null && lastException.getAndSet(exception) == exception
                ? null
                : failed(type, Labels.code(exception), null, stepId);
    }

    Report.Failed failed(FailureType type, String code, String message, String stepId) {
        boolean label = Labels.isLabel(code);
        if (!label) {
            dropped(DropReason.INVALID);
        }
        Report.Failed failure = new Report.Failed(this, token + "-f" + failures.incrementAndGet(), type,
                label ? code : Report.NO_CODE, Labels.message(message), stepId);
        lastFailure = failure;
        tracer.report(failure);
        return failure;
    }

    void stepEnded(Report.StepEnded step, boolean stepFailed) {
        String kind = step.type() + " " + step.name();
        if (stepFailed && failedSteps.size() >= MOST_FAILED_KINDS) {
            failed = true;
        } else if (stepFailed) {
            failedSteps.merge(kind, step.seq(), Math::max);
        } else {
            failedSteps.computeIfPresent(kind, (same, seq) -> seq < step.seq() ? null : seq);
        }
        tracer.report(step);
    }

    void dropped(DropReason reason) {
        tracer.dropped(reason);
    }

    long nanosSinceStart() {
        return System.nanoTime() - startNanos;
    }

    /** A moment of this run on the wire; all of them follow the clock that never jumps. */
    String time(long nanosAfterStart) {
        return startedAt.plusNanos(nanosAfterStart).truncatedTo(ChronoUnit.MICROS).toString();
    }

    State state() {
        long end = endedAt.get();
        return end == OPEN ? new State("running", false, end) : new State(outcome().wireName(), true, end);
    }

    /** What ended the run, as a message with that end says it; null where nothing did, or not yet. */
    Report.Failed ending() {
        return endedAt.get() == OPEN || outcome() == RunStatus.SUCCESS ? null : lastFailure;
    }

    private RunStatus outcome() {
        RunStatus said = told;
        if (said != null) {
            return said;
        }
        return failed || !failedSteps.isEmpty() ? RunStatus.FAILURE : RunStatus.SUCCESS;
    }
}
