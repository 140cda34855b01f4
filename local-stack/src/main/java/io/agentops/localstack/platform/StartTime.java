package io.agentops.localstack.platform;

import java.time.Duration;
import java.time.Instant;

/** Tells a process from an earlier one that had the same id. */
final class StartTime {

    // The clock that start times are derived from may be set while a process runs.
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private StartTime() {}

    static boolean isOf(ProcessHandle process, Instant started) {
        return process.info().startInstant()
                .filter(actual -> Duration.between(started, actual).abs().compareTo(TOLERANCE) < 0)
                .isPresent();
    }
}
