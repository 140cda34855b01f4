package io.agentops.ingest.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import io.agentops.contract.trace.Span;

/**
 * A trace whose row is locked.
 *
 * @param spans how many came so far, repeated ones included
 * @param runIds the runs that were last read from its spans
 * @param resources the attributes of reporting processes by their digest, as JSON
 * @param isNew whether nothing of it was stored before
 * @param whole all of its spans, or null where the database has to be asked for them
 * @param reportedAt when the newest of its spans reached the platform
 */
record StoredTrace(TraceKey key, LocalDate day, long spans, List<String> runIds, String resources,
        boolean isNew, List<Span> whole, Instant reportedAt) {}
