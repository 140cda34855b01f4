package io.agentops.query.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.agentops.contract.stats.LatencyBuckets;
import io.agentops.query.inference.Mean;
import io.agentops.query.inference.Share;
import io.agentops.query.stats.Histogram;

class RegressionsTest {

    private static final int WORLDS = 400;
    /** Five percent, and three deviations of how far that many worlds may be off. */
    private static final double AT_MOST = 0.05 + 3 * Math.sqrt(0.05 * 0.95 / WORLDS);

    private final Random random = new Random(7);

    @Test
    void amongVersionsThatAreAlikeAnyAlarmIsRare() {
        int alarms = 0;
        int tests = 0;
        for (int world = 0; world < WORLDS; world++) {
            Regressions regressions = new Regressions(IntStream.range(0, 12).mapToObj(this::alike).toList());
            alarms += regressions.found().isEmpty() ? 0 : 1;
            tests += regressions.tests();
        }
        assertThat(tests).isEqualTo(WORLDS * 12 * 4);
        assertThat((double) alarms / WORLDS).isLessThan(AT_MOST);
    }

    @Test
    void amongVersionsOfWhichSomeAreWorseFewAlarmsAreFalse() {
        double falseShares = 0;
        int right = 0;
        for (int world = 0; world < WORLDS; world++) {
            List<VersionPair> pairs = new ArrayList<>(IntStream.range(0, 8).mapToObj(this::alike).toList());
            IntStream.range(8, 12).mapToObj(this::worse).forEach(pairs::add);
            List<Regressions.Found> found = new Regressions(pairs).found();
            long wrong = found.stream().filter(one -> one.pair().agent().compareTo("agent-08") < 0).count();
            right += found.size() - wrong;
            falseShares += found.isEmpty() ? 0 : (double) wrong / found.size();
        }
        assertThat(falseShares / WORLDS).isLessThan(0.05);
        assertThat(right).isGreaterThan((int) (0.9 * WORLDS * 4));
    }

    @Test
    void significantButSmallIsNone() {
        assertThat(new Regressions(List.of(ofSuccesses(36_000, 35_250))).found()).isEmpty();
        assertThat(new Regressions(List.of(ofSuccesses(36_000, 35_199))).found()).hasSize(1);
        assertThat(new Regressions(List.of(ofSuccesses(35_199, 36_000))).found()).isEmpty();
    }

    private static VersionPair ofSuccesses(long before, long after) {
        return pair(1, new Evidence(new Share(before, 40_000), new Histogram(), null, 0),
                new Evidence(new Share(after, 40_000), new Histogram(), null, 0));
    }

    @Test
    void theOrderOfTheVersionsDoesNotMatter() {
        List<VersionPair> pairs = new ArrayList<>(IntStream.range(0, 20).mapToObj(this::worse).toList());
        List<RegressionPlace> places = new Regressions(pairs).found().stream().map(Regressions.Found::place).toList();
        Collections.shuffle(pairs, random);
        assertThat(new Regressions(pairs).found()).extracting(Regressions.Found::place).isEqualTo(places).isSorted();
        assertThat(places).isNotEmpty();
    }

    private VersionPair alike(int number) {
        double success = 0.5 + random.nextDouble() / 2;
        return pair(number, evidence(30 + random.nextInt(400), success), evidence(30 + random.nextInt(100), success));
    }

    private VersionPair worse(int number) {
        return pair(number, evidence(300, 0.95), evidence(300, 0.75));
    }

    private static VersionPair pair(int number, Evidence before, Evidence after) {
        return new VersionPair(String.format("agent-%02d", number), "", "v2", "v1", Instant.EPOCH, Instant.EPOCH,
                before, after);
    }

    /** Runs of hours that are not all asked alike, half an hour's cost being the hour's. */
    private Evidence evidence(int runs, double success) {
        Histogram latency = new Histogram();
        int hours = 8 + random.nextInt(40);
        double[] costs = new double[hours];
        int[] counts = new int[hours];
        double[] usual = random.doubles(hours).map(x -> 0.5 + x).toArray();
        for (int i = 0; i < runs; i++) {
            latency.add(new Integer[]{LatencyBuckets.of(200 * Math.exp(random.nextGaussian()))}, new Long[]{1L});
            int hour = i < hours ? i : random.nextInt(hours);
            costs[hour] += usual[hour] * 0.01 * Math.exp(random.nextGaussian() / 2);
            counts[hour]++;
        }
        long succeeded = random.doubles(runs).filter(x -> x < success).count();
        double sum = IntStream.range(0, hours).mapToDouble(i -> costs[i]).sum();
        double squares = IntStream.range(0, hours).mapToDouble(i -> Math.pow(costs[i] - counts[i] * sum / runs, 2))
                .sum();
        // Hours without runs are none.
        int filled = Math.min(hours, runs);
        return new Evidence(new Share(succeeded, runs), latency, Mean.ofClusters(sum, runs, squares, filled), runs);
    }
}
