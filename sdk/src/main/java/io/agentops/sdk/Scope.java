package io.agentops.sdk;

/**
 * While open, {@link AgentTracer#currentRun()} answers with a run on the thread that opened it. Close it on that thread,
 * best by try-with-resources; scopes nest.
 */
public final class Scope implements AutoCloseable {

    private final ThreadLocal<Run> current;
    private final Run run;
    private final Run before;
    private boolean open = true;

    Scope(ThreadLocal<Run> current, Run run) {
        this.current = current;
        this.run = run;
        this.before = current.get();
        current.set(run);
    }

    /** The run of this scope. */
    public Run run() {
        return run;
    }

    /** Brings back what was current before. Does nothing the second time, or on a thread where another run is current. */
    @Override
    public void close() {
        if (!open || current.get() != run) {
            return;
        }
        open = false;
        if (before == null) {
            current.remove();
        } else {
            current.set(before);
        }
    }
}
