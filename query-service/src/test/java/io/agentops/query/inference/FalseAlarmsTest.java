package io.agentops.query.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tests promise of things that are alike, and of things that are not, over many simulations. */
class FalseAlarmsTest {

    private static final int SIMULATIONS = 4000;
    /** Five percent, and three deviations of how far that many simulations may be off. */
    private static final double AT_MOST = 0.05 + 3 * Math.sqrt(0.05 * 0.95 / SIMULATIONS);

    private final Random random = new Random(20_261_121);

    @ParameterizedTest
    @CsvSource({"20, 20, 0.5", "20, 400, 0.05", "300, 90, 0.9", "5000, 2000, 0.7"})
    void sharesThatAreAlike(int before, int after, double share) {
        assertThat(alarms(ignored -> ShareTest.compare(share(before, share), share(after, share)).pValue()))
                .isLessThan(AT_MOST);
    }

    @ParameterizedTest
    @CsvSource({"20, 20, 3", "20, 300, 40", "200, 100, 400"})
    void latenciesThatAreAlike(int before, int after, double spread) {
        assertThat(alarms(ignored -> RankTest.compare(bins(before, spread, 0), bins(after, spread, 0)).pValue()))
                .isLessThan(AT_MOST);
        assertThat(alarms(ignored -> RankTest.compareTails(bins(before, spread, 0), bins(after, spread, 0)).pValue()))
                .isLessThan(AT_MOST);
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "100, 40", "400, 300"})
    void meansThatAreAlike(int before, int after) {
        assertThat(alarms(ignored -> mean(before).compare(mean(after)).pValue())).isLessThan(AT_MOST);
    }

    @Test
    void intervalsHoldTheDifferenceThatIsThere() {
        double missed = alarms(ignored -> {
            Share before = share(60, 0.8);
            Share after = share(90, 0.7);
            Interval interval = Interval.ofDifference(before.value(), before.interval(), after.value(),
                    after.interval());
            return interval.low() <= -0.1 && -0.1 <= interval.high() ? 1 : 0;
        });
        assertThat(missed).isLessThan(0.06);
    }

    @Test
    void differencesAreFound() {
        assertThat(alarms(ignored -> ShareTest.compare(share(300, 0.95), share(300, 0.8)).pValue()))
                .isGreaterThan(0.95);
        assertThat(alarms(ignored -> RankTest.compare(bins(100, 40, 0), bins(100, 40, 30)).pValue()))
                .isGreaterThan(0.95);
    }

    @Test
    void whichComesFirstTurnsTheDirectionOnly() {
        for (int i = 0; i < 500; i++) {
            Share one = share(1 + random.nextInt(3000), random.nextDouble());
            Share other = share(1 + random.nextInt(3000), random.nextDouble());
            assertTurned(ShareTest.compare(one, other), ShareTest.compare(other, one));
            Map<Integer, Long> bins = bins(1 + random.nextInt(50), 9, 0);
            Map<Integer, Long> others = bins(1 + random.nextInt(50), 9, 3);
            assertTurned(RankTest.compare(bins, others), RankTest.compare(others, bins));
            assertTurned(RankTest.compareTails(bins, others), RankTest.compareTails(others, bins));
            Mean mean = mean(30);
            Mean another = mean(40);
            assertTurned(mean.compare(another), another.compare(mean));
        }
    }

    @Test
    void largerDifferencesAreLessLikely() {
        double last = 1;
        for (int after = 50; after >= 0; after--) {
            double p = ShareTest.compare(new Share(50, 100), new Share(after, 100)).pValue();
            assertThat(p).isLessThanOrEqualTo(last + 1e-12);
            last = p;
        }
        Map<Integer, Long> bins = bins(60, 9, 0);
        last = 1;
        for (int shift = 20; shift < 60; shift++) {
            int by = shift;
            Map<Integer, Long> shifted = new TreeMap<>();
            bins.forEach((bin, count) -> shifted.put(bin + by, count));
            double p = RankTest.compare(bins, shifted).pValue();
            assertThat(p).isLessThanOrEqualTo(last);
            last = p;
        }
    }

    @Test
    void adjustingKeepsTheOrderAndNeverMakesSmaller() {
        for (int i = 0; i < 300; i++) {
            double[] pValues = random.doubles(1 + random.nextInt(40)).toArray();
            double[] adjusted = FalseDiscovery.adjusted(pValues);
            for (int a = 0; a < pValues.length; a++) {
                assertThat(adjusted[a]).isBetween(pValues[a], 1.0);
                for (int b = 0; b < pValues.length; b++) {
                    assertThat(pValues[a] < pValues[b] && adjusted[a] > adjusted[b]).isFalse();
                }
            }
        }
    }

    private static void assertTurned(TestResult result, TestResult turned) {
        assertThat(turned.pValue()).isCloseTo(result.pValue(), within(1e-9));
        assertThat(turned.direction()).isEqualTo(-result.direction());
        assertThat(turned.method()).isEqualTo(result.method());
    }

    private double alarms(ToDoubleFunction<Void> pValue) {
        int alarms = 0;
        for (int i = 0; i < SIMULATIONS; i++) {
            alarms += pValue.applyAsDouble(null) <= 0.05 ? 1 : 0;
        }
        return (double) alarms / SIMULATIONS;
    }

    private Share share(int total, double share) {
        return new Share(random.doubles(total).filter(x -> x < share).count(), total);
    }

    private Map<Integer, Long> bins(int total, double spread, int more) {
        Map<Integer, Long> bins = new TreeMap<>();
        for (int i = 0; i < total; i++) {
            bins.merge((int) Math.round(random.nextGaussian() * spread) + more, 1L, Long::sum);
        }
        return bins;
    }

    private Mean mean(int total) {
        return Mean.of(DoubleStream.generate(() -> Math.exp(random.nextGaussian() / 2)).limit(total).toArray());
    }
}
