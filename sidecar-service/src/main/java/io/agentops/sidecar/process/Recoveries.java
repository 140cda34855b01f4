package io.agentops.sidecar.process;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.agentops.contract.agent.ExitReason;
import io.agentops.contract.agent.RecoveryCommand;
import io.agentops.contract.agent.RecoveryOutcome;
import io.agentops.contract.agent.RecoveryResult;
import io.agentops.sidecar.DataFiles;
import io.agentops.sidecar.SidecarSettings;
import io.agentops.sidecar.faults.FaultRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Carries out recoveries, each at most once: what is begun is written down before, and what was begun and never ended, since the
 * sidecar was killed, is told as interrupted.
 */
@Singleton
public class Recoveries {

    private static final Logger LOG = Logger.getLogger(Recoveries.class);
    private static final int KEPT = 16;
    private static final int REPORTED = 4;

    private final AgentProcess process;
    private final FaultRegistry faults;
    private final Path file;
    private volatile Journal journal;

    public Recoveries(SidecarSettings sidecar, AgentProcess process, FaultRegistry faults) {
        this.process = process;
        this.faults = faults;
        this.file = sidecar.dataDir().resolve("recoveries.json");
        this.journal = DataFiles.read(file, Journal.class).orElse(new Journal(Long.MIN_VALUE, null, List.of()))
                .interrupted();
    }

    /**
     * What is on disk.
     *
     * @param token the highest one seen
     * @param begun what is being carried out; null for nothing
     * @param results oldest first
     */
    @RegisterForReflection
    record Journal(
            long token,
            RecoveryCommand begun,
            List<RecoveryResult> results) {

        boolean knows(RecoveryCommand command) {
            return (begun != null && begun.recoveryId().equals(command.recoveryId()))
                    || results.stream().anyMatch(result -> result.recoveryId().equals(command.recoveryId()));
        }

        Journal begin(RecoveryCommand command) {
            return new Journal(command.fencingToken(), command, results);
        }

        Journal end(RecoveryResult result) {
            List<RecoveryResult> all = new ArrayList<>(results);
            all.add(result);
            return new Journal(Math.max(token, result.fencingToken()), null,
                    List.copyOf(all.subList(Math.max(0, all.size() - KEPT), all.size())));
        }

        Journal interrupted() {
            return begun == null ? this : end(result(begun, RecoveryOutcome.INTERRUPTED, null, null, null, 0));
        }
    }

    /**
     * Does what is asked for, unless it was done before; true when the process was started. Takes as long as the restart: not for
     * event loops.
     */
    public synchronized boolean carryOut(RecoveryCommand command, Instant serverTime) {
        if (command.recoveryId() == null || journal.knows(command)) {
            return false;
        }
        RecoveryOutcome refused = refusal(command, serverTime);
        if (refused != null) {
            end(result(command, refused, null, null, null, 0));
            return false;
        }
        if (!begin(command)) {
            return false;
        }
        RecoveryResult result = restarted(command);
        end(result);
        return result.outcome() == RecoveryOutcome.SUCCEEDED;
    }

    /** False when it cannot be written down: what is not on the disk could be done a second time. */
    private boolean begin(RecoveryCommand command) {
        LOG.infof("Recovery %s begins", command.recoveryId());
        Journal begun = journal.begin(command);
        try {
            DataFiles.write(file, begun);
        } catch (UncheckedIOException e) {
            LOG.errorf(e, "Recovery %s is not carried out, since it could not be remembered", command.recoveryId());
            journal = journal.end(result(command, RecoveryOutcome.FAILED, "the sidecar cannot write to its disk", null,
                    null, 0));
            return false;
        }
        journal = begun;
        return true;
    }

    /** Told even where it cannot be written down: then the next sidecar tells what was begun as interrupted. */
    private void end(RecoveryResult result) {
        journal = journal.end(result);
        try {
            DataFiles.write(file, journal);
        } catch (UncheckedIOException e) {
            LOG.errorf(e, "How recovery %s ended could not be remembered", result.recoveryId());
        }
    }

    private RecoveryOutcome refusal(RecoveryCommand command, Instant serverTime) {
        Instant now = serverTime == null ? Instant.now() : serverTime;
        // A token that was seen belongs to another recovery: this one is not known.
        if (command.fencingToken() <= journal.token()) {
            return RecoveryOutcome.STALE;
        }
        if (command.deadline() != null && now.isAfter(command.deadline())) {
            return RecoveryOutcome.EXPIRED;
        }
        return command.action() == null || !process.isSupervised() ? RecoveryOutcome.UNSUPPORTED : null;
    }

    private RecoveryResult restarted(RecoveryCommand command) {
        long start = System.nanoTime();
        faults.clear();
        ExitReason exit = null;
        RecoveryOutcome outcome = RecoveryOutcome.FAILED;
        String detail = null;
        try {
            Optional<ExitReason> before = process.restart();
            exit = before.orElse(null);
            outcome = RecoveryOutcome.SUCCEEDED;
        } catch (RuntimeException e) {
            LOG.errorf(e, "Recovery %s failed", command.recoveryId());
            detail = "the process could not be restarted: " + e.getClass().getSimpleName();
        }
        return result(command, outcome, detail, exit, process.report().pid(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    private static RecoveryResult result(RecoveryCommand command, RecoveryOutcome outcome, String detail,
            ExitReason exit,
            Long pid, long tookMs) {
        return new RecoveryResult(command.recoveryId(), command.fencingToken(), outcome, detail, exit, pid, tookMs,
                Instant.now());
    }

    /** The latest, oldest first. */
    public List<RecoveryResult> latest() {
        List<RecoveryResult> all = journal.results();
        return all.subList(Math.max(0, all.size() - REPORTED), all.size());
    }

    /** Whether one is being carried out. */
    public boolean isUnderWay() {
        return journal.begun() != null;
    }

    /** When the agent was restarted last; empty where it never was. */
    public Optional<Instant> restartedAt() {
        return journal.results().stream().filter(result -> result.outcome() == RecoveryOutcome.SUCCEEDED)
                .map(RecoveryResult::finishedAt).max(Comparator.naturalOrder());
    }
}
