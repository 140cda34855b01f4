package io.agentops.query.vulnerabilities;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.agentops.contract.agent.Heartbeat;

/**
 * The agent as its registry has it.
 *
 * @param environment null where no heartbeat named one
 * @param sidecarId empty where heartbeats name none
 * @param configuration what its last heartbeat told of it; null for nothing
 */
record Subject(
        String agentId,
        String agentName,
        String environment,
        String sidecarId,
        long sequence,
        Instant heardAt,
        Heartbeat.Configuration configuration) {

    private static final Set<String> PRODUCTION = Set.of("prod", "production");

    boolean isInProduction() {
        return environment != null && PRODUCTION.contains(environment.strip().toLowerCase(Locale.ROOT));
    }

    /** What its sidecar told of its configuration within a window of time. */
    Optional<Heartbeat.Configuration> configurationSince(Instant since) {
        return heardAt.isBefore(since) ? Optional.empty() : Optional.ofNullable(configuration);
    }

    Evidence.Told lastHeartbeat() {
        return new Evidence.Told(sidecarId, sequence, heardAt);
    }
}
