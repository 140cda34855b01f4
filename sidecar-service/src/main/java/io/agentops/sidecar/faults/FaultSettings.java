package io.agentops.sidecar.faults;

import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What faults may do here. */
@ConfigMapping(prefix = "agentops.sidecar.faults")
public interface FaultSettings {

    /** Whether faults are carried out at all; in production they are not, whatever this says. */
    @WithDefault("true")
    boolean enabled();

    /** Paths that a fault leaves alone unless it has {@code include_health}, with all below them. */
    @WithDefault("/health,/healthz,/livez,/readyz,/q/health,/metrics")
    Set<String> exemptPaths();
}
