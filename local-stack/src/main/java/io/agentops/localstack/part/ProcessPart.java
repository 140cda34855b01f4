package io.agentops.localstack.part;

import java.time.Duration;

import io.agentops.localstack.process.Await;
import io.agentops.localstack.process.ChildProcess;
import io.agentops.localstack.process.Reaper;

/** A part that is a process of this machine. */
public abstract class ProcessPart implements Part {

    private final String name;
    private final int port;
    private final Duration startLimit;
    private final Duration endLimit;
    private volatile ChildProcess process;

    /**
     * Describes the process.
     *
     * @param startLimit until it must answer
     * @param endLimit until it must have ended when asked to, or is killed
     */
    protected ProcessPart(String name, int port, Duration startLimit, Duration endLimit) {
        this.name = name;
        this.port = port;
        this.startLimit = startLimit;
        this.endLimit = endLimit;
    }

    /** Starts the process. */
    protected abstract ChildProcess launch();

    /** Whether it answers; anything thrown counts as "not yet". */
    protected abstract boolean answers() throws Exception;

    /** Asks the process to end, by a signal unless it knows a better way. */
    protected void end(ChildProcess running) {
        running.signal(Reaper.Signal.TERM);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int port() {
        return port;
    }

    @Override
    public final synchronized void start() {
        if (isRunning()) {
            return;
        }
        process = launch();
        Await.answer(name, process, startLimit, this::answers);
    }

    @Override
    public final void stop() {
        if (isRunning()) {
            end(process);
            process.awaitEnd(endLimit);
        }
    }

    @Override
    public final void kill() {
        if (isRunning()) {
            process.kill();
        }
    }

    @Override
    public final boolean isRunning() {
        return process != null && process.isAlive();
    }

    @Override
    public final long pid() {
        return process == null ? 0 : process.pid();
    }
}
