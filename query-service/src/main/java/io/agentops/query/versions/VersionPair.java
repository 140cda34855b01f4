package io.agentops.query.versions;

import java.time.Instant;

/**
 * A version of an agent in an environment, and the one before it.
 *
 * @param environment empty for runs that tell none
 * @param firstSeen the hour of its first run
 * @param lastSeen the hour of its last one in the span
 */
record VersionPair(
        String agent,
        String environment,
        String version,
        String previous,
        Instant firstSeen,
        Instant lastSeen,
        Evidence before,
        Evidence after) {}
