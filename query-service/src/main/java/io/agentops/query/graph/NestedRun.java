package io.agentops.query.graph;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A run that another began. */
record NestedRun(
        String runId,
        String parentRunId,
        String agentId,
        String status,
        Instant startedAt,
        Instant endedAt) {

    boolean failed() {
        return "failure".equals(status);
    }

    /** 0 while it has not ended. */
    long micros() {
        return endedAt == null ? 0 : ChronoUnit.MICROS.between(startedAt, endedAt);
    }
}
