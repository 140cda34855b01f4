package io.agentops.rca.collect;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much of a run an analysis reads; what is left out is told in the report's data gaps. */
@ConfigMapping(prefix = "agentops.rca.collect")
public interface CollectConfig {

    /** Steps, tool calls and guardrail events at most, each. */
    @WithDefault("50000")
    int maxChildren();

    /** Characters of one text; longer ones are cut. */
    @WithDefault("16000")
    int maxText();

    /** Finished runs of the same agent, newest first, among which its versions are looked for. */
    @WithDefault("5000")
    int historyRuns();

    /** Runs counted of each of the two versions compared, newest first. */
    @WithDefault("500")
    int runsPerVersion();
}
