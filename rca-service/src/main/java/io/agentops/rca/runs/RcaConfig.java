package io.agentops.rca.runs;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How RCA runs are taken up, held and given back. */
@ConfigMapping(prefix = "agentops.rca")
public interface RcaConfig {

    /** Analyses at once in this process; each uses at most two database connections. */
    @WithDefault("4")
    int concurrency();

    /** How long a claim lasts unless renewed; a run whose process died waits this long at most. Renewed at a third of it. */
    @WithDefault("15s")
    Duration lease();

    /** How often an analysis is begun before its run ends as failed. */
    @WithDefault("5")
    int maxAttempts();

    /** The rest after a first failed attempt; it doubles with each further one, to a minute at most. */
    @WithDefault("1s")
    Duration retryAfter();

    /** How long one attempt may take. */
    @WithDefault("2m")
    Duration timeLimit();

    /** How long one statement on an RCA run may take before it counts as not answered. */
    @WithDefault("5s")
    Duration patience();

    /** How often the table is swept for runs that nobody works on. */
    @WithDefault("1s")
    Duration sweepEvery();

    /** How long a queued run is left to its wake-up before the sweep takes it. */
    @WithDefault("2s")
    Duration sweepGrace();

    /** How long one progress event may take to write before it is dropped. */
    @WithDefault("2s")
    Duration progressTimeout();

    /** How long a stopping process lets its analyses finish before it gives them back. */
    @WithDefault("5s")
    Duration stopWithin();
}
