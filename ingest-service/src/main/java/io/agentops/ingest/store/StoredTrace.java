package io.agentops.ingest.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A trace whose row is locked.
 *
 * @param spans how many came so far, repeated ones included
 * @param runIds the runs that were last read from its spans, before those that came now
 * @param resources the attributes of reporting processes by their digest, as JSON
 * @param isNew whether nothing of it was stored before
 * @param reportedAt when the newest of its spans reached the platform
 */
record StoredTrace(TraceKey key, LocalDate day, long spans, List<String> runIds, String resources,
        boolean isNew, Instant reportedAt) {}
