package io.agentops.rca.history;

import java.time.Instant;
import java.util.Optional;

import io.agentops.rca.history.GroupHistory.Course;
import io.agentops.rca.history.GroupHistory.Spread;

/**
 * With what failures of one group began: with a version of the agent, or at a moment whatever the version. Claimed only where chance is
 * no explanation; the run under analysis, which was picked because it failed, is left out of every test.
 *
 * @param version the version it started with; null where it started at a moment
 * @param since when the first failure of the group started
 * @param rate runs from then on, and how many of them failed this way: of the version, or of all
 * @param test that rests on all runs of the version, or from the first failure on, against those before
 */
public record Onset(
        String version,
        Instant since,
        Rate rate,
        RateRise test) {

    /** Below this chance is no explanation: failures are analysed by the thousand, and each asks. */
    static final double SIGNIFICANT = 0.001;
    /** Below this the failure did not begin with the version, but later. */
    private static final double LATER = 0.01;

    /**
     * With what a group began; empty where the figures do not tell.
     *
     * @param version of the run, null where it tells none
     */
    public static Optional<Onset> of(GroupHistory group, String version) {
        Optional<Onset> withVersion = version == null || group.course().ofVersion() == null
                ? Optional.empty()
                : ofVersion(group.course(), version);
        return withVersion.or(() -> atMoment(group));
    }

    private static Optional<Onset> ofVersion(Course course, String version) {
        Spread spread = course.ofVersion();
        if (spread.tooEarly() || spread.all().runs() < RateRise.ENOUGH_RUNS
                || course.before().runs() < RateRise.ENOUGH_RUNS) {
            return Optional.empty();
        }
        RateRise test = RateRise.of(course.before(), spread.all().withoutOneFailed());
        boolean others = course.beside().failed() > 0 && 2 * course.beside().share() > spread.all().share();
        return significant(test) && !others && !later(spread)
                ? Optional.of(new Onset(version, spread.first(), spread.since(), test))
                : Optional.empty();
    }

    /**
     * Whether so many runs of the version went without the failure that it came later than the version did: the chance that all failures
     * are among the last runs, were each as likely to fail.
     */
    private static boolean later(Spread spread) {
        return RateRise.of(new Rate(0, spread.clean()), spread.since().withoutOneFailed()).pValue() < LATER;
    }

    /** The place of the first failure among all runs is what is tested here, so that looking for it costs nothing. */
    private static Optional<Onset> atMoment(GroupHistory group) {
        Spread spread = group.course().ofAgent();
        if (spread == null || group.firstSeen().isBefore(spread.first()) || spread.tooEarly()
                || spread.clean() < RateRise.ENOUGH_RUNS) {
            return Optional.empty();
        }
        RateRise test = RateRise.of(new Rate(0, spread.clean()), spread.since().withoutOneFailed());
        return significant(test)
                ? Optional.of(new Onset(null, spread.first(), spread.since(), test))
                : Optional.empty();
    }

    private static boolean significant(RateRise test) {
        return test.pValue() < SIGNIFICANT && test.matters();
    }
}
