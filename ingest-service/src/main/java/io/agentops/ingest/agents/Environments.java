package io.agentops.ingest.agents;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

/** Where agents may have faults. */
@Singleton
class Environments {

    private final Set<String> forbidden;

    Environments(FaultSettings settings) {
        forbidden = settings.forbiddenEnvironments().stream().map(Environments::normal)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether faults are forbidden.
     *
     * @param environment null where the agent does not say
     */
    boolean forbidFaults(String environment) {
        return environment != null && forbidden.contains(normal(environment));
    }

    private static String normal(String environment) {
        return environment.strip().toLowerCase(Locale.ROOT);
    }
}
