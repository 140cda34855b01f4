package io.agentops.sidecar.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What is on disk of the process of now, so that the next sidecar tells it from one that only has the same id.
 *
 * @param startedAtMillis by a clock that may be set while the process runs
 * @param startedTicks since the system's start, which nothing changes; null where the system does not tell
 */
@RegisterForReflection
record SavedProcess(
        long pid,
        long startedAtMillis,
        Long startedTicks) {

    private static final long CLOCK_TOLERANCE_MILLIS = 5000;
    // Of /proc/<pid>/stat, counted from after the name.
    private static final int TICKS_FIELD = 20;

    static SavedProcess of(ProcessHandle handle) {
        return new SavedProcess(handle.pid(), handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L),
                ticks(handle.pid()));
    }

    /** The process, if it is still there. */
    Optional<ProcessHandle> stillRunning() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(handle -> isSame(of(handle)));
    }

    private boolean isSame(SavedProcess found) {
        if (startedTicks != null && found.startedTicks != null) {
            return startedTicks.equals(found.startedTicks);
        }
        return Math.abs(found.startedAtMillis - startedAtMillis) < CLOCK_TOLERANCE_MILLIS;
    }

    private static Long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name stands in parentheses, and may have blanks and parentheses itself.
            return Long.valueOf(stat.substring(stat.lastIndexOf(')') + 1).split(" ", -1)[TICKS_FIELD]);
        } catch (IOException notThisKindOfSystem) {
            return null;
        }
    }
}
