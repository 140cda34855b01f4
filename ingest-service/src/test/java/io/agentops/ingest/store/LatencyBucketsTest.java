package io.agentops.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.contract.stats.LatencyBuckets;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;

/** Latencies fall into the same buckets in Java and in PostgreSQL. */
@QuarkusTest
class LatencyBucketsTest {

    private static final int LAST = 481;

    @Inject
    Database database;

    @Test
    void boundsAreThoseOfTheDatabase() {
        String bounds = IntStream.rangeClosed(1, LAST).mapToObj(LatencyBuckets::from).map(String::valueOf)
                .collect(Collectors.joining(",", "{", "}"));
        assertThat(database.value("SELECT (latency_bounds() = ($1::text)::float8[])::text", bounds)).isEqualTo("true");
        assertThat(LatencyBuckets.from(1)).isEqualTo(0.1);
        assertThat(LatencyBuckets.to(1)).isEqualTo(0.1044);
        assertThat(LatencyBuckets.to(LAST)).isEqualTo(LatencyBuckets.from(LAST));
    }

    @Test
    void bucketsAreThoseOfTheDatabase() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            double millis = i < 20
                    ? LatencyBuckets.from(random.nextInt(LAST + 1))
                    : Math.exp(random.nextDouble() * 25 - 4);
            assertThat(database.value("SELECT width_bucket(($1::text)::float8, latency_bounds())::text",
                    Double.toString(millis)))
                    .as("%s ms", millis).isEqualTo(Integer.toString(LatencyBuckets.of(millis)));
        }
    }

    @Test
    void theEndsAreOpen() {
        assertThat(LatencyBuckets.of(-5)).isZero();
        assertThat(LatencyBuckets.of(0)).isZero();
        assertThat(LatencyBuckets.of(0.1)).isEqualTo(1);
        assertThat(LatencyBuckets.of(1e12)).isEqualTo(LAST);
    }
}
