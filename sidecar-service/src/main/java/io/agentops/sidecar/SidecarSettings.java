package io.agentops.sidecar;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whose sidecar this is. */
@ConfigMapping(prefix = "agentops.sidecar")
public interface SidecarSettings {

    Set<String> PRODUCTION = Set.of("prod", "production");

    /** Unique within the project, e.g. the pod's name. */
    String agentId();

    /** The agent's stable name, under which its runs are; the id by default. */
    Optional<String> agentName();

    Optional<String> agentVersion();

    /** Where the agent runs. In {@code prod} and {@code production} no fault is ever armed, so not unless this says otherwise. */
    @WithDefault("prod")
    String environment();

    /** What must outlive a kill of the sidecar: which faults and recoveries it has seen, the process it runs, that one's log. */
    @WithDefault("sidecar-data")
    Path dataDir();

    /** Whether {@link #environment} is one in which faults are refused. */
    static boolean isProduction(String environment) {
        return PRODUCTION.contains(environment.strip().toLowerCase(Locale.ROOT));
    }
}
