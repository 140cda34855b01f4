package io.agentops.localstack.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process started by this JVM that does not outlive it, with its output in a bounded log file.
 */
public final class ChildProcess {

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a process.
     *
     * @param environment added to that of this JVM
     * @param signal how the reaper asks it to end when this JVM is gone
     */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path log,
            Reaper reaper, Reaper.Signal signal) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            reaper.watch(process, signal);
            ChildProcess child = new ChildProcess(name, log, process);
            child.pump();
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Where its output goes. */
    public Path log() {
        return log;
    }

    /** Completes with the exit code when the process ends, however it ends. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Asks the process to end by closing its standard input. */
    public void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // A process that is gone has no input to close.
            assert !process.isAlive();
        }
    }

    /** Sends a signal; a process that is gone does not mind. */
    public void signal(Reaper.Signal signal) {
        if (signal == Reaper.Signal.TERM) {
            process.destroy();
            return;
        }
        try {
            new ProcessBuilder("kill", "-s", signal.name(), Long.toString(process.pid()))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start().waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot signal " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the process to end, and kills it when it has not by then. */
    public void awaitEnd(Duration wait) {
        try {
            if (!process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Kills the process as {@code kill -9} does, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump() {
        Thread pump = new Thread(() -> {
            try (InputStream output = process.getInputStream(); BoundedLog file = new BoundedLog(log)) {
                output.transferTo(file);
            } catch (IOException e) {
                // The stream breaks when the process is killed; a full disk must not stop the process itself.
                process.onExit().join();
            }
        }, name + "-log");
        pump.setDaemon(true);
        pump.start();
    }
}
