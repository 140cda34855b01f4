package io.agentops.sidecar.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the agent's process is run. */
@ConfigMapping(prefix = "agentops.sidecar.process")
public interface ProcessSettings {

    /** What to do when the process ends unasked. */
    enum OnExit {
        /** Say so in the heartbeat: whether to start it again is the platform's to decide. */
        REPORT,
        /** Start it again, later each time. */
        RESTART
    }

    /** The program and its arguments, separated by commas; no shell reads them. Without it the sidecar runs nothing. */
    Optional<List<String>> command();

    /** Where it starts; where the sidecar did by default. */
    Optional<Path> workingDir();

    @WithDefault("report")
    OnExit onExit();

    /** How long it has to end after SIGTERM, before SIGKILL. */
    @WithDefault("10s")
    Duration stopTimeout();

    /** The wait before the first restart; it doubles with each, and varies by a fifth. */
    @WithDefault("5s")
    Duration firstBackoff();

    @WithDefault("5m")
    Duration longestBackoff();

    /** How long it must have run for the wait to begin anew. */
    @WithDefault("10m")
    Duration steadyAfter();

    /** How large its log may become, in bytes, before it is begun anew; the one before is kept. */
    @WithDefault("8388608")
    long logBytes();
}
