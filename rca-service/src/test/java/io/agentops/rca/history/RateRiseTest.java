package io.agentops.rca.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateRiseTest {

    /**
     * The lady tasting tea, whose tails are 17 and 1 of 70 tables, and the twins of convicts (both Fisher, 1935; R's manual of fisher.test has
     * 0.0004652 for the twins); none where the second share is not larger.
     */
    @ParameterizedTest
    @CsvSource({"1, 4, 3, 4, 0.2429", "0, 4, 4, 4, 0.01429", "2, 17, 10, 13, 0.0004652", "0, 100, 0, 100, 1",
            "40, 100, 1, 100, 1", "0, 0, 0, 0, 1"})
    void theTestIsFishersOneSided(long failedBefore, long before, long failedAfter, long after, double p) {
        assertThat(RateRise.of(new Rate(failedBefore, before), new Rate(failedAfter, after)).pValue()).isEqualTo(p);
    }

    /** Products of 19 and of 30 fractions: that all of the smaller sample that failed are among those of both. */
    @ParameterizedTest
    @CsvSource({"15000, 300000, 19, 19", "0, 1000000, 30, 30"})
    void aSmallSampleWeighsTheSameBesideALargeOne(long failedBefore, long before, long failedAfter, long after) {
        double p = 1;
        for (int i = 0; i < after; i++) {
            p *= (failedBefore + failedAfter - i) / (double) (before + after - i);
        }

        RateRise rise = RateRise.of(new Rate(failedBefore, before), new Rate(failedAfter, after));

        assertThat(rise.pValue()).isEqualTo(fourDigits(p));
    }

    @ParameterizedTest
    @CsvSource({"2000, 200000, 8, 100", "0, 1000000, 30, 40", "900, 90000, 3, 40", "10, 30, 12000, 30000",
            "500, 50000, 1100, 100000", "7, 20, 60000, 150000"})
    void samplesOfAnySizesGiveWhatTheTestOfALibraryDoes(int failedBefore, int before, int failedAfter, int after) {
        double p = FisherExactTest.withDefaults().with(AlternativeHypothesis.GREATER_THAN)
                .test(new int[][]{{failedAfter, after - failedAfter}, {failedBefore, before - failedBefore}})
                .getPValue();

        RateRise rise = RateRise.of(new Rate(failedBefore, before), new Rate(failedAfter, after));

        assertThat(rise.pValue()).isEqualTo(fourDigits(p)).isLessThan(1);
    }

    private static double fourDigits(double p) {
        return new BigDecimal(p).round(new MathContext(4)).doubleValue();
    }

    @Test
    @Timeout(30)
    void countsMayBeOfAnySize() {
        assertThat(RateRise.of(new Rate(0, 3_000_000_000L), new Rate(19, 20)).pValue()).isLessThan(1e-100);
        assertThat(RateRise.of(new Rate(500_000_000, 1_000_000_000), new Rate(500_000_001, 1_000_000_000)).pValue())
                .isEqualTo(0.5);
        RateRise rise = RateRise.of(new Rate(1_000_000_000L, 3_000_000_000L), new Rate(1_500_000_000L, 3_000_000_000L));
        assertThat(rise.pValue()).isLessThan(1e-6);
        assertThat(RateRise.of(new Rate(0, 10_000), new Rate(1000, 2000)).words()).isEqualTo("p < 1e-300");
    }

    @ParameterizedTest
    @CsvSource({"0, 100, 2, 100, true", "0, 1000, 19, 1000, false", "10, 100, 19, 100, false",
            "10, 100, 20, 100, true"})
    void aRiseMattersFromTwoPointsAndTheDouble(long failedBefore, long before, long failedAfter, long after,
            boolean matters) {
        assertThat(RateRise.of(new Rate(failedBefore, before), new Rate(failedAfter, after)).matters())
                .isEqualTo(matters);
    }

    @ParameterizedTest
    @CsvSource({"1, 19, false", "1, 18, true", "0, 0, false", "1, 0, true"})
    void moreThanATwentiethThatGoesOnIsTooEarly(long unfinished, long ended, boolean tooEarly) {
        assertThat(RateRise.tooEarly(unfinished, ended)).isEqualTo(tooEarly);
    }

    @Test
    void countsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new Rate(4, 3)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("failed: 4 of 3");
        assertThatThrownBy(() -> new Rate(-1, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("failed: -1 of 1");
        assertThat(new Rate(31, 40).words()).isEqualTo("31 of 40 runs (77.5 %)");
        assertThat(new Rate(31, 40).withoutOneFailed()).isEqualTo(new Rate(30, 39));
    }
}
