package io.agentops.query.versions;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.inference.Interval;
import io.agentops.query.inference.TestResult;

/**
 * Versions that were first seen in a span, and what got worse with them.
 *
 * @param versionsCompared with the one before, in the whole span
 * @param versionsUnfinished those not compared since too many runs of theirs, or of the one before, still go on
 * @param tests comparisons of one metric, in the whole span, all of which p-values are adjusted for
 * @param truncated whether more versions were there, of which the newest were compared
 * @param nextCursor where the next page begins; null on the last one
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record RegressionList(
        Instant since,
        Instant until,
        int versionsCompared,
        int versionsUnfinished,
        int tests,
        boolean truncated,
        Criteria criteria,
        List<Item> items,
        String nextCursor) {

    /**
     * What makes a regression.
     *
     * @param falseDiscoveryRate at most this share of them is expected to be chance
     * @param minimumRuns of each version
     * @param maximumRunningPercent of the runs of each version may still go on
     * @param minimumCostHours in which each version must have runs, for costs
     * @param minimumSuccessLoss in percentage points
     * @param minimumRisePercent of latencies and costs
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Criteria(
            double falseDiscoveryRate,
            int minimumRuns,
            double maximumRunningPercent,
            int minimumCostHours,
            double minimumSuccessLoss,
            double minimumRisePercent) {

        static final Criteria ALL = new Criteria(Verdict.LEVEL, Regressions.MINIMUM_RUNS,
                Regressions.MAXIMUM_RUNNING_PERCENT, Regressions.MINIMUM_COST_HOURS, Metric.POINTS, Metric.PERCENT);
    }

    /**
     * A metric that got worse with a version.
     *
     * @param environment null for runs that tell none
     * @param firstSeen the hour of the version's first run
     * @param change {@code after} less {@code before}, with its 95 % interval
     * @param runsBefore how many runs of the version before tell it
     * @param adjustedP for all comparisons of the span
     * @param failingRunIds the latest runs of the version that failed, at most 3; none where none was found in time
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Item(
            String agentId,
            String environment,
            String agentVersion,
            String previousVersion,
            Instant firstSeen,
            Metric metric,
            double before,
            double after,
            double change,
            Interval interval,
            long runsBefore,
            long runsAfter,
            TestResult.Method test,
            Double statistic,
            double pValue,
            double adjustedP,
            List<String> failingRunIds) {

        static Item of(Regressions.Found found, List<String> failingRunIds) {
            VersionPair pair = found.pair();
            Change change = found.change();
            return new Item(pair.agent(), pair.environment().isEmpty() ? null : pair.environment(), pair.version(),
                    pair.previous(), pair.firstSeen(), change.metric(), change.shown(change.before()),
                    change.shown(change.after()), change.difference(), change.shownInterval(), change.runsBefore(),
                    change.runsAfter(), change.test().method(), Rounding.significant(change.test().statistic()),
                    Rounding.significant(change.test().pValue()), Rounding.significant(found.adjustedP()),
                    failingRunIds);
        }
    }
}
