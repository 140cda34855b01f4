package io.agentops.query.versions;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.inference.FalseDiscovery;
import io.agentops.query.inference.Interval;
import io.agentops.query.inference.Share;
import io.agentops.query.inference.ShareTest;
import io.agentops.query.inference.TestResult;

/**
 * How many runs of each version had something that none should have.
 *
 * @param shareBefore in percent, as {@code shareAfter}
 * @param change in percentage points
 * @param test null without enough runs, as are the p-values
 * @param adjustedP for all that was tested together
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ShareChange(
        long runsBefore,
        long runsAfter,
        double shareBefore,
        double shareAfter,
        double change,
        Interval interval,
        TestResult.Method test,
        Double pValue,
        Double adjustedP,
        Verdict verdict) {

    /** Runs of the versions that had one thing. */
    record Counts(
            long before,
            long after) {}

    /** Of things tested together, in their order. */
    static List<ShareChange> of(List<Counts> counts, long totalBefore, long totalAfter) {
        if (Math.min(totalBefore, totalAfter) < Metric.SUCCESS_RATE.minimumRuns()) {
            return counts.stream().map(count -> of(new Share(count.before, totalBefore),
                    new Share(count.after, totalAfter), null, 1)).toList();
        }
        List<TestResult> tests = counts.stream()
                .map(count -> ShareTest.compare(new Share(count.before, totalBefore),
                        new Share(count.after, totalAfter)))
                .toList();
        double[] adjusted = FalseDiscovery.adjusted(tests.stream().mapToDouble(TestResult::pValue).toArray());
        List<ShareChange> changes = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            changes.add(of(new Share(counts.get(i).before, totalBefore), new Share(counts.get(i).after, totalAfter),
                    tests.get(i), adjusted[i]));
        }
        return changes;
    }

    private static ShareChange of(Share before, Share after, TestResult test, double adjusted) {
        Interval interval = Interval.ofDifference(before.value(), before.interval(), after.value(), after.interval());
        return new ShareChange(before.count(), after.count(), Rounding.percent(before.value()),
                Rounding.percent(after.value()), Rounding.percent(after.value() - before.value()),
                Rounding.percent(interval), test == null ? null : test.method(),
                test == null ? null : Rounding.significant(test.pValue()),
                test == null ? null : Rounding.significant(adjusted),
                test == null ? Verdict.NOT_ENOUGH_DATA : Verdict.of(adjusted, test.direction() > 0));
    }
}
