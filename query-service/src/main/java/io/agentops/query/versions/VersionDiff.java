package io.agentops.query.versions;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.inference.Interval;
import io.agentops.query.inference.TestResult;

/**
 * Two versions of an agent beside each other. Lists have at most 100 items.
 *
 * @param environment null for runs of all
 * @param failures those that most runs had first
 * @param failingTools those that failed in most of the sampled runs first
 * @param failingRuns what sets the failing runs of the version {@code to} apart
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record VersionDiff(
        String agentId,
        String environment,
        Instant since,
        Instant until,
        VersionFigures.View from,
        VersionFigures.View to,
        Sampled sampled,
        List<MetricChange> changes,
        List<FailureChange> failures,
        List<ToolChange> failingTools,
        Contrast.View failingRuns) {

    /** The most items of a list. */
    static final int MOST = 100;

    /**
     * How many of the latest runs costs, tools and the attributes of failing runs are of.
     *
     * @param most of each version, found among the 50,000 latest ended runs of the agent while the version was seen
     * @param available false where they were not read in time: then it is none of them
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Sampled(
            int most,
            long runsFrom,
            long runsTo,
            boolean available) {}

    /**
     * How a metric changed.
     *
     * @param before null where no run of the version {@code from} tells it, as {@code after} of the other one
     * @param change {@code after} less {@code before}, with its 95 % interval
     * @param statistic null where the test has none, or was not made
     * @param minimumRuns each version must have this many for a test
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record MetricChange(
            Metric metric,
            Double before,
            Double after,
            Double change,
            Interval interval,
            long runsBefore,
            long runsAfter,
            int minimumRuns,
            TestResult.Method test,
            Double statistic,
            Double pValue,
            Verdict verdict) {

        static MetricChange of(Change change) {
            TestResult test = change.test();
            return new MetricChange(change.metric(), change.shown(change.before()), change.shown(change.after()),
                    change.difference(), change.shownInterval(), change.runsBefore(), change.runsAfter(),
                    change.metric().minimumRuns(), test == null ? null : test.method(),
                    test == null ? null : Rounding.significant(test.statistic()),
                    test == null ? null : Rounding.significant(test.pValue()), change.verdict());
        }
    }

    /** How many runs had failures of one kind. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record FailureChange(
            String failureType,
            String failureCode,
            @JsonUnwrapped ShareChange runs) {}

    /** In how many of the sampled runs calls of a tool failed. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record ToolChange(
            String tool,
            @JsonUnwrapped ShareChange runs) {}
}
