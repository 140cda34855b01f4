package io.agentops.query.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.agentops.contract.stats.LatencyBuckets;

class HistogramTest {

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void quantilesAreNearTheValueOfTheirRank(int seed) {
        Random random = new Random(seed);
        double[] values = random.doubles(1 + random.nextInt(2000)).map(x -> Math.exp(x * 18 - 1)).sorted().toArray();
        Histogram histogram = new Histogram();
        for (double value : values) {
            histogram.add(new Integer[]{LatencyBuckets.of(value)}, new Long[]{1L});
        }
        for (double share : new double[]{0, 0.5, 0.9, 0.95, 0.99, 1}) {
            double exact = values[Math.max(0, (int) Math.ceil(share * values.length) - 1)];
            assertThat(histogram.quantile(share)).as("%s of %s", share, Arrays.toString(values))
                    .isCloseTo(exact, within(0.045 * exact + 0.1));
        }
    }

    @Test
    void anEmptyOneHasNoLatency() {
        assertThat(new Histogram().latency()).isNull();
        Histogram takenBack = new Histogram();
        takenBack.add(new Integer[]{7, 7}, new Long[]{1L, -1L});
        assertThat(takenBack.latency()).isNull();
    }
}
