package io.agentops.query.vulnerabilities;

import java.time.Instant;

/** The time that is looked at: from {@code since} on, before {@code until}. */
record Window(Instant since, Instant until) {}
