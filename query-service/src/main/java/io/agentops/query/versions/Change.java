package io.agentops.query.versions;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import io.agentops.query.inference.Interval;
import io.agentops.query.inference.RankTest;
import io.agentops.query.inference.Share;
import io.agentops.query.inference.ShareTest;
import io.agentops.query.inference.TestResult;
import io.agentops.query.stats.Histogram;

/**
 * One metric of two versions, in the unit of the metric.
 *
 * @param before null where no run of that version tells it, as {@code after}
 * @param interval gives that of the difference, made for those that are shown alone; null where there is none
 * @param test null where there are not enough runs for one
 */
record Change(
        Metric metric,
        long runsBefore,
        long runsAfter,
        Double before,
        Double after,
        Supplier<Interval> interval,
        TestResult test) {

    private static final double PERCENT = 100;
    private static final double MEDIAN = 0.5;
    private static final double P95 = 0.95;

    /** Of all metrics, in their order. */
    static List<Change> all(Evidence before, Evidence after) {
        return Arrays.stream(Metric.values()).map(metric -> of(metric, before, after)).toList();
    }

    private static Change of(Metric metric, Evidence before, Evidence after) {
        return switch (metric) {
            case SUCCESS_RATE -> ofSuccesses(before.successes(), after.successes());
            case LATENCY_P50 -> ofLatency(metric, before.latency(), after.latency(), MEDIAN);
            case LATENCY_P95 -> ofLatency(metric, before.latency(), after.latency(), P95);
            case COST_PER_RUN -> ofCost(before, after);
        };
    }

    private static Change ofSuccesses(Share before, Share after) {
        return new Change(Metric.SUCCESS_RATE, before.total(), after.total(), PERCENT * before.value(),
                PERCENT * after.value(), () -> percent(before, after),
                enough(Metric.SUCCESS_RATE, before.total(), after.total()) ? ShareTest.compare(before, after) : null);
    }

    private static Interval percent(Share before, Share after) {
        Interval difference = Interval.ofDifference(before.value(), before.interval(), after.value(),
                after.interval());
        return new Interval(PERCENT * difference.low(), PERCENT * difference.high());
    }

    private static Change ofLatency(Metric metric, Histogram before, Histogram after, double share) {
        Double first = before.total() == 0 ? null : (Double) before.quantile(share);
        Double second = after.total() == 0 ? null : (Double) after.quantile(share);
        TestResult test = null;
        if (enough(metric, before.total(), after.total())) {
            test = metric == Metric.LATENCY_P50
                    ? RankTest.compare(before.counts(), after.counts())
                    : RankTest.compareTails(before.counts(), after.counts());
        }
        Supplier<Interval> interval = () -> first == null || second == null
                ? null
                : Interval.ofDifference(first, around(before, share), second, around(after, share));
        return new Change(metric, before.total(), after.total(), first, second, interval, test);
    }

    /** Of a quantile: the values at the ranks between which it lies, by the interval of the share below it. */
    private static Interval around(Histogram histogram, double share) {
        Interval shares = Interval.ofRank(share, histogram.total());
        double value = histogram.quantile(share);
        return new Interval(Math.min(value, histogram.quantile(shares.low())),
                Math.max(value, histogram.quantile(shares.high())));
    }

    private static Change ofCost(Evidence before, Evidence after) {
        boolean known = before.cost() != null && after.cost() != null;
        return new Change(Metric.COST_PER_RUN, before.costRuns(), after.costRuns(),
                before.cost() == null ? null : (Double) before.cost().value(),
                after.cost() == null ? null : (Double) after.cost().value(),
                () -> known ? before.cost().difference(after.cost()) : null,
                known && enough(Metric.COST_PER_RUN, before.costRuns(), after.costRuns())
                        ? before.cost().compare(after.cost())
                        : null);
    }

    private static boolean enough(Metric metric, long runsBefore, long runsAfter) {
        return Math.min(runsBefore, runsAfter) >= metric.minimumRuns();
    }

    Verdict verdict() {
        return test == null ? Verdict.NOT_ENOUGH_DATA : Verdict.of(test.pValue(), metric.worse(test.direction()));
    }

    Double difference() {
        return before == null || after == null ? null : (Double) metric.rounded(after - before);
    }

    /** Rounded, as {@code before} and {@code after}. */
    Interval shownInterval() {
        Interval made = interval.get();
        return made == null ? null : new Interval(metric.rounded(made.low()), metric.rounded(made.high()));
    }

    Double shown(Double value) {
        return value == null ? null : (Double) metric.rounded(value);
    }
}
