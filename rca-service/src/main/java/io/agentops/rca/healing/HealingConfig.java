package io.agentops.rca.healing;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** When agents are restarted by themselves, when no longer, and how long things may take. */
@ConfigMapping(prefix = "agentops.healing")
public interface HealingConfig {

    /** Whether anything is restarted, on demand or by itself; the switch of a process, beside that of a project. */
    @WithDefault("true")
    boolean enabled();

    /** How often it is looked for agents that are down and for recoveries to go on with; {@code off} stops both, in this process. */
    @WithDefault("1s")
    String every();

    /** How long an agent must have been down, as it is seen here, for its next probes to have been waited for. */
    @WithDefault("10s")
    Duration confirmFor();

    /** How long after it fell silent an agent is restarted; one that is gone for longer was taken away. */
    @WithDefault("15m")
    Duration silentFor();

    /**
     * What is older says nothing of how an agent is now, as long as it does not count as silent: heartbeats wait to be stored. Longer
     * than the interval of heartbeats, and than it takes to count as silent.
     */
    @WithDefault("30s")
    Duration heardWithin();

    /** The wait after a first restart; it doubles with each, and varies by a fifth. */
    @WithDefault("5s")
    Duration firstBackoff();

    @WithDefault("5m")
    Duration longestBackoff();

    /** How long an agent must be healthy without a break for the wait to begin anew. */
    @WithDefault("10m")
    Duration steadyAfter();

    Breaker breaker();

    Storm storm();

    Work work();

    /** When an agent's restarts are given up. */
    interface Breaker {

        /** That many restarts within {@link #window()} open it. */
        @WithDefault("5")
        int restarts();

        @WithDefault("15m")
        Duration window();

        /** That many ends in a row that are alike open it. */
        @WithDefault("3")
        int alike();

        /** That many recoveries in a row that did not help open it. */
        @WithDefault("3")
        int unsuccessful();

        /** After which one more restart is tried. */
        @WithDefault("30m")
        Duration halfOpenAfter();
    }

    /** When it is not the agents that are at fault. */
    interface Storm {

        /** A storm is more than this share of a project's agents, ... */
        @WithDefault("0.4")
        double share();

        /** ... and at least so many, ... */
        @WithDefault("3")
        int atLeast();

        /** ... that went down within so long. */
        @WithDefault("60s")
        Duration within();

        /** Automatic recoveries of a project that are open at once, storm or not. */
        @WithDefault("3")
        int atOnce();

        /** Automatic recoveries of a project that begin within a minute. */
        @WithDefault("6")
        int perMinute();
    }

    /** How recoveries are carried out. */
    interface Work {

        /** Recoveries that this process goes on with at once. */
        @WithDefault("8")
        int concurrency();

        /** How long one step of a recovery may take. */
        @WithDefault("10s")
        Duration stepLimit();

        /** How long a claim lasts; longer than a step. */
        @WithDefault("15s")
        Duration lease();

        /** How long the control plane may take until it is done. */
        @WithDefault("10m")
        Duration actWithin();

        /** How long an agent must be healthy to count as recovered. */
        @WithDefault("60s")
        Duration healthyFor();

        /** The share of failing requests below which that counts. */
        @WithDefault("0.1")
        double healthyErrorRate();

        /** How long after the restart it must have begun to be healthy. */
        @WithDefault("3m")
        Duration healthyWithin();
    }
}
