package io.agentops.ingest.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BucketTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void anEmptyBucketTellsWhenThereIsAToken() {
        Bucket bucket = new Bucket(new Rate(2, 4), 0);
        for (int i = 0; i < 4; i++) {
            assertThat(bucket.take(1, 0)).isZero();
        }
        assertThat(bucket.take(1, 0)).isEqualTo(SECOND / 2);
        assertThat(bucket.take(1, SECOND / 4)).isEqualTo(SECOND / 4);
        assertThat(bucket.take(1, SECOND / 2)).isZero();
        assertThat(bucket.take(1, 100 * SECOND)).isZero();
        assertThat(bucket.take(3, 100 * SECOND)).isZero();
        assertThat(bucket.take(1, 100 * SECOND)).isEqualTo(SECOND / 2);
    }

    @Test
    void whatIsLargerThanTheBucketPassesAndIsPaidLater() {
        Bucket bucket = new Bucket(new Rate(10, 5), 0);
        assertThat(bucket.take(105, 0)).isZero();
        assertThat(bucket.take(1, 0)).isEqualTo(101 * SECOND / 10);
        assertThat(bucket.take(105, 101 * SECOND / 10)).isZero();
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noMorePassesThanRateAndBurstAllowAndNobodyWaitsInVain(int seed) {
        Random random = new Random(seed);
        Rate rate = new Rate(0.5 + random.nextInt(1_000), 1 + random.nextInt(500));
        long now = random.nextLong();
        long start = now;
        Bucket bucket = new Bucket(rate, now);
        long passed = 0;
        long largest = 0;
        for (int i = 0; i < 1_000; i++) {
            now += random.nextInt(10_000_000);
            long wanted = random.nextInt(10) == 0 ? 1 + random.nextInt(2_000) : 1;
            long wait = bucket.take(wanted, now);
            if (wait == 0) {
                passed += wanted;
                largest = Math.max(largest, wanted);
            } else {
                assertThat(wait).isPositive();
                if (random.nextInt(20) == 0) {
                    now += wait + 1;
                    assertThat(bucket.take(1, now)).isZero();
                    passed++;
                }
            }
            // With a debt of one request at most, which the next wait for.
            assertThat(passed - largest).isLessThanOrEqualTo(
                    (long) Math.ceil((double) rate.burst() + (now - start) / 1e9 * rate.perSecond()));
        }
    }
}
