package io.agentops.query.versions;

import io.agentops.query.inference.Mean;
import io.agentops.query.inference.Share;
import io.agentops.query.stats.Histogram;

/**
 * What the runs of a version tell of how well it does.
 *
 * @param successes of ended runs
 * @param latency of runs that told when they ended
 * @param cost per run; null where too little is known of it to compare it
 * @param costRuns of how many runs it is the cost
 */
record Evidence(
        Share successes,
        Histogram latency,
        Mean cost,
        long costRuns) {}
