package io.agentops.localstack.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A process started by this JVM that does not outlive it, with its output in a bounded log file.
 */
public final class ChildProcess {

    private static final int SHOWN_LINES = 8;
    private static final int CHUNK = 8192;

    private final String name;
    private final Path log;
    private final Process process;
    private final Thread pump;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.pump = pump();
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
            return new ChildProcess(name, log, process);
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

    /** The end of its output, each line indented; empty when there is none. */
    String lastLines() {
        awaitLog();
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return lines.stream().skip(Math.max(0, lines.size() - SHOWN_LINES)).map(line -> "\n    " + line)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            return "";
        }
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

    /** Of a process that has ended, the last words may still be on their way to the file. */
    private void awaitLog() {
        try {
            pump.join(process.isAlive() ? 1 : 2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread pump() {
        Thread thread = new Thread(() -> {
            try (InputStream output = process.getInputStream(); BoundedLog file = new BoundedLog(log)) {
                pump(output, file);
            } catch (IOException e) {
                // The stream breaks when the process is killed.
                process.onExit().join();
            }
        }, name + "-log");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void pump(InputStream output, BoundedLog file) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
            append(file, chunk, read);
        }
    }

    /** A full disk must stop neither the process nor what it says once there is room again. */
    private static void append(BoundedLog file, byte[] chunk, int length) {
        try {
            file.write(chunk, 0, length);
        } catch (IOException e) {
            // There is nowhere to say it.
            assert length > 0;
        }
    }
}
