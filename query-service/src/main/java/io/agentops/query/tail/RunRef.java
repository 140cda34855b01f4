package io.agentops.query.tail;

import java.time.LocalDate;

/**
 * Where a run is found.
 *
 * @param day to which its row belongs
 */
record RunRef(
        LocalDate day,
        String runId) {}
