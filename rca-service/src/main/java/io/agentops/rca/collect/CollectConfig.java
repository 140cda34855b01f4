package io.agentops.rca.collect;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much of a run an analysis reads; what is left out is told in the report's data gaps. */
@ConfigMapping(prefix = "agentops.rca.collect")
public interface CollectConfig {

    /** Steps, tool calls and guardrail events at most, each. */
    @WithDefault("50000")
    int maxChildren();

    /**
     * Characters of one text; longer ones are cut. Of a run with more than 2,000 steps and calls at most 4,000 are read, the first 3,000 and
     * the last 1,000.
     */
    @WithDefault("16000")
    int maxText();

    /**
     * Bytes of the texts of a run's steps, of its calls, of its events and of its failures, each; what comes after that is left out. Arguments
     * count four times, since reading them takes more than their text.
     */
    @WithDefault("33554432")
    int maxBytes();

    /** Bytes of the arguments of one call, of all tool definitions and of the metadata, each; larger ones are left out. */
    @WithDefault("1048576")
    int maxJsonBytes();

    /** Runs of one hour of an agent that are looked at one by one; a busier hour counts as a whole, or not at all. */
    @WithDefault("10000")
    int runsOfHour();

    /** Hours and versions of the agent that are looked at, the latest. */
    @WithDefault("20000")
    int historyRows();

    /** Runs of each of two versions, of the hour in which a run started, whose tools are looked at; the newest ones. */
    @WithDefault("500")
    int toolRunsPerVersion();

    /** How long a statement about the agent's other runs may take; a report does without them after that. */
    @WithDefault("5s")
    Duration historyTimeLimit();
}
