package io.agentops.rca.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.rca.history.GroupHistory.Course;
import io.agentops.rca.history.GroupHistory.Spread;

class OnsetTest {

    private static final Instant FIRST = Instant.parse("2026-11-20T14:05:00Z");
    private static final Instant NOW = Instant.parse("2026-11-20T16:00:00Z");
    private static final Rate OLD = new Rate(0, 380);

    @Test
    void aFailureThatCameWithTheVersionStartedWithIt() {
        Onset onset = of(new Course(OLD, Rate.NONE, spread(0, 31, 40), spread(380, 31, 40)));

        assertThat(onset.version()).isEqualTo("2.4.1");
        assertThat(onset.since()).isEqualTo(FIRST);
        assertThat(onset.rate()).isEqualTo(new Rate(31, 40));
        assertThat(onset.test().before()).isEqualTo(OLD);
        assertThat(onset.test().after()).isEqualTo(new Rate(30, 39));
        // (39 choose 30) of (419 choose 30) tables: of a hypergeometric distribution, by its logarithms.
        assertThat(onset.test().pValue()).isEqualTo(chanceThatAllAreLast(419, 39, 30));
    }

    @Test
    void fewRunsSayNothing() {
        assertThat(of(new Course(OLD, Rate.NONE, spread(0, 19, 19), null))).isNull();
        assertThat(of(new Course(new Rate(0, 19), Rate.NONE, spread(0, 40, 40), spread(19, 40, 40)))).isNull();
    }

    @Test
    void whatWasSoBeforeDidNotStart() {
        assertThat(of(new Course(new Rate(200, 380), Rate.NONE, spread(0, 31, 40), spread(1, 231, 419)))).isNull();
        assertThat(of(new Course(new Rate(4000, 100_000), Rate.NONE, spread(0, 600, 10_000), spread(1, 4600, 109_999))))
                .isNull();
    }

    @Test
    void whatOtherVersionsDoTooDidNotStartWithThisOne() {
        Onset onset = of(new Course(OLD, new Rate(28, 40), spread(0, 31, 40), spread(380, 59, 80)));

        assertThat(onset.version()).isNull();
        assertThat(onset.rate()).isEqualTo(new Rate(59, 80));
        assertThat(onset.test().before()).isEqualTo(new Rate(0, 380));
        assertThat(onset.test().after()).isEqualTo(new Rate(58, 79));
        assertThat(of(new Course(OLD, new Rate(2, 40), spread(0, 31, 40), spread(380, 33, 80))).version())
                .isEqualTo("2.4.1");
    }

    @Test
    void whatCameLongAfterTheVersionStartedAtAMoment() {
        Onset onset = of(new Course(OLD, Rate.NONE, spread(300, 31, 40), spread(680, 31, 40)));

        assertThat(onset.version()).isNull();
        assertThat(onset.since()).isEqualTo(FIRST);
        assertThat(onset.rate()).isEqualTo(new Rate(31, 40));
        assertThat(onset.test().before()).isEqualTo(new Rate(0, 680));
    }

    @Test
    void aRareFailureMayTakeAWhileToShow() {
        Onset onset = of(new Course(new Rate(0, 5000), Rate.NONE, spread(25, 30, 975), spread(5025, 30, 975)));

        assertThat(onset.version()).isEqualTo("2.4.1");
    }

    @Test
    void whileManyRunsGoOnNothingIsClaimed() {
        Spread early = new Spread(FIRST, 0, new Rate(31, 40), 3);
        assertThat(of(new Course(OLD, Rate.NONE, early, new Spread(FIRST, 380, new Rate(31, 40), 30)))).isNull();
    }

    @Test
    void aGroupThatWasSeenBeforeDidNotStartAtAMoment() {
        GroupHistory older = group(new Course(Rate.NONE, Rate.NONE, null, spread(380, 31, 40)),
                FIRST.minusSeconds(1));
        assertThat(Onset.of(older, null)).isEmpty();
        assertThat(Onset.of(group(older.course(), FIRST), null)).isPresent();
    }

    @Test
    void aGroupOfNoHourThatIsKnownStartedWithNothing() {
        assertThat(of(new Course(OLD, Rate.NONE, null, null))).isNull();
    }

    /** Runs that fail by chance alone, whatever the version: of many analyses of the last one that failed few claim an onset. */
    @ParameterizedTest
    @ValueSource(doubles = {0.005, 0.02, 0.1, 0.4})
    void chanceIsClaimedToBeAnOnsetInFewerThanOneOfFiveHundred(double share) {
        Random random = new Random(42);
        int claimed = 0;
        int analysed = 0;
        while (analysed < 20_000) {
            boolean[] failed = new boolean[500];
            int last = -1;
            for (int i = 0; i < failed.length; i++) {
                failed[i] = random.nextDouble() < share;
                last = failed[i] ? i : last;
            }
            if (last >= 400) {
                analysed++;
                Spread ofVersion = spread(failed, 400, last);
                Rate before = spread(failed, 0, 399).all();
                claimed += of(new Course(before, Rate.NONE, ofVersion, spread(failed, 0, last))) == null ? 0 : 1;
            }
        }
        assertThat(claimed).isLessThan(analysed / 500);
    }

    private static Spread spread(boolean[] failed, int from, int to) {
        int first = from;
        while (first <= to && !failed[first]) {
            first++;
        }
        long count = IntStream.rangeClosed(from, to).filter(i -> failed[i]).count();
        return new Spread(FIRST, first - from, new Rate(count, to + 1L - first), 0);
    }

    private static double chanceThatAllAreLast(int runs, int last, int failed) {
        double log = 0;
        for (int i = 0; i < failed; i++) {
            log += Math.log(last - i) - Math.log(runs - i);
        }
        return new BigDecimal(Math.exp(log)).round(new MathContext(4)).doubleValue();
    }

    private static Onset of(Course course) {
        return Onset.of(group(course, FIRST), "2.4.1").orElse(null);
    }

    private static GroupHistory group(Course course, Instant firstSeen) {
        return new GroupHistory("1-a", "tool", "open", 31, firstSeen, "2.4.1", null, NOW, course);
    }

    private static Spread spread(long clean, long failed, long runs) {
        return new Spread(FIRST, clean, new Rate(failed, runs), 0);
    }
}
