package io.agentops.sidecar.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.agentops.contract.agent.ExitReason;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.sidecar.DataFiles;
import io.agentops.sidecar.SidecarSettings;
import io.agentops.sidecar.faults.CrashTarget;
import io.vertx.core.Vertx;

/** The agent's process. What starts and stops it waits for that: not for event loops. */
@Singleton
public class AgentProcess implements CrashTarget {

    private static final Logger LOG = Logger.getLogger(AgentProcess.class);
    private static final long TRIM_MILLIS = 10_000;
    private static final String OWN_SETTINGS = "AGENTOPS_SIDECAR_";

    private final Vertx vertx;
    private final ProcessSettings settings;
    private final Path pidFile;
    private final AgentLog log;
    private final Backoff backoff;
    // Written under the lock, which is held for as long as a stop takes; read without it.
    private volatile Running running;
    private volatile int starts;
    private volatile ExitReason lastExit;
    private boolean stopping;
    private boolean closed;
    private long startTimer = -1;

    public AgentProcess(Vertx vertx, SidecarSettings sidecar, ProcessSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.pidFile = sidecar.dataDir().resolve("process.json");
        this.log = new AgentLog(sidecar.dataDir(), settings.logBytes());
        this.backoff = new Backoff(settings, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * The process of now.
     *
     * @param child null where an earlier sidecar started it
     * @param kills of the kernel for want of memory, before it started
     */
    private record Running(
            ProcessHandle handle,
            Process child,
            Instant startedAt,
            long kills) {}

    public boolean isSupervised() {
        return settings.command().isPresent();
    }

    public boolean isRunning() {
        Running now = running;
        return now != null && now.handle.isAlive();
    }

    /**
     * Starts the process, unless the one that an earlier sidecar started still runs, which is then taken over.
     *
     * @throws UncheckedIOException when it cannot be started
     */
    public synchronized void start() {
        if (closed || !isSupervised() || isRunning()) {
            return;
        }
        running = starts == 0 ? adopted().orElseGet(this::launched) : launchedOrLater();
        if (starts++ == 0) {
            trimRegularly();
        }
        Running started = running;
        var unused = started.handle.onExit().thenRun(() -> ended(started));
    }

    private void trimRegularly() {
        vertx.setPeriodic(TRIM_MILLIS, tick -> vertx.executeBlocking(() -> {
            log.trim();
            return null;
        }).onFailure(cause -> LOG.error("The agent's log cannot be kept within its bounds", cause)));
    }

    /** What hindered the start, e.g. a full disk, may be over later. */
    private Running launchedOrLater() {
        try {
            return launched();
        } catch (UncheckedIOException e) {
            startLater(Duration.ZERO);
            throw e;
        }
    }

    private Optional<Running> adopted() {
        return DataFiles.read(pidFile, SavedProcess.class).flatMap(SavedProcess::stillRunning).map(handle -> {
            LOG.infof("The agent's process %d still runs, from before this sidecar", handle.pid());
            return new Running(handle, null, Instant.ofEpochMilli(SavedProcess.of(handle).startedAtMillis()),
                    ExitReasons.outOfMemoryKills());
        });
    }

    private Running launched() {
        ProcessBuilder builder = new ProcessBuilder(ProcessGroup.command(settings.command().orElseThrow()))
                .redirectErrorStream(true).redirectInput(new File("/dev/null"));
        settings.workingDir().ifPresent(dir -> builder.directory(dir.toFile()));
        // The agent gets none of ours, above all not the project's key.
        builder.environment().keySet().removeIf(name -> name.startsWith(OWN_SETTINGS));
        try {
            Files.createDirectories(log.file().toAbsolutePath().getParent());
            log.trim();
            Process child = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile())).start();
            remember(child.toHandle());
            LOG.infof("The agent's process is %d", child.pid());
            return new Running(child.toHandle(), child, Instant.now(), ExitReasons.outOfMemoryKills());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the agent: " + e.getMessage(), e);
        }
    }

    /** A process that cannot be remembered must not run: the next sidecar would start a second one. */
    private void remember(ProcessHandle started) throws IOException {
        try {
            DataFiles.write(pidFile, SavedProcess.of(started));
        } catch (UncheckedIOException e) {
            new ProcessGroup(started).kill();
            throw e.getCause();
        }
    }

    private synchronized void ended(Running process) {
        if (!process.equals(running)) {
            return;
        }
        running = null;
        Integer code = process.child == null ? null : process.child.onExit().join().exitValue();
        lastExit = ExitReasons.of(code, process.handle.pid(), ExitReasons.outOfMemoryKills() > process.kills, stopping);
        LOG.infof("The agent's process %d ended: code %s, signal %s", process.handle.pid(), lastExit.code(),
                lastExit.signal());
        if (!stopping) {
            startLater(Duration.between(process.startedAt, Instant.now()));
        }
    }

    /** Where that is the policy. Of several that are due, the last counts: each of them may fail and lead to another. */
    private void startLater(Duration ran) {
        if (closed || settings.onExit() != ProcessSettings.OnExit.RESTART) {
            return;
        }
        Duration wait = backoff.next(ran);
        LOG.infof("It is started again in %d ms", wait.toMillis());
        vertx.cancelTimer(startTimer);
        startTimer = vertx.setTimer(wait.toMillis(), due -> vertx.executeBlocking(() -> {
            start();
            return null;
        }).onFailure(cause -> LOG.error("The agent's process cannot be started again", cause)));
    }

    /** Stops the process and starts it; returns how the one before ended, where there was one. */
    public synchronized Optional<ExitReason> restart() {
        Optional<ExitReason> exit = stop();
        start();
        return exit;
    }

    private Optional<ExitReason> stop() {
        Running process = running;
        if (process == null) {
            return Optional.empty();
        }
        stopping = true;
        try {
            if (!new ProcessGroup(process.handle).stop(settings.stopTimeout())) {
                throw new IllegalStateException("the process " + process.handle.pid() + " outlives SIGKILL");
            }
            ended(process);
            return Optional.of(lastExit);
        } finally {
            stopping = false;
        }
    }

    /** Stops the process for good, with the sidecar. */
    public synchronized void close() {
        closed = true;
        stop();
    }

    @Override
    public boolean crash() {
        Running process = running;
        if (process != null) {
            new ProcessGroup(process.handle).kill();
        }
        return process != null;
    }

    /** Its last lines. */
    public List<String> tail(int lines) {
        return log.tail(lines);
    }

    /** Null where nothing is supervised. */
    public Heartbeat.ProcessReport report() {
        if (!isSupervised()) {
            return null;
        }
        Running now = running;
        boolean runs = now != null && now.handle.isAlive();
        return new Heartbeat.ProcessReport(runs ? now.handle.pid() : null, runs ? now.startedAt : null,
                Math.max(0, starts - 1), lastExit);
    }
}
