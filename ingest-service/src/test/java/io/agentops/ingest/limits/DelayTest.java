package io.agentops.ingest.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import io.agentops.ingest.limits.WriterLag.Progress;

class DelayTest {

    private static final Duration MOST = Duration.ofSeconds(30);
    private static final TopicPartition FIRST = new TopicPartition("t", 0);
    private static final TopicPartition SECOND = new TopicPartition("t", 1);

    private final Delay delay = new Delay();

    private void measured(long second, long next, long end, long otherNext, long otherEnd) {
        delay.measured(new Progress(Map.of(FIRST, next, SECOND, otherNext), Map.of(FIRST, end, SECOND, otherEnd)),
                Duration.ofSeconds(second).toNanos());
    }

    private boolean isLong(long second) {
        return delay.isLonger(MOST, Duration.ofSeconds(second).toNanos());
    }

    @Test
    void writersThatHaveAllAreNotBehindUntilTheyAreNotMeasured() {
        assertThat(isLong(0)).isTrue();
        measured(0, 10, 10, 5, 5);
        assertThat(isLong(30)).isFalse();
        assertThat(isLong(31)).isTrue();
    }

    @Test
    void writersThatFollowAreNotBehindThoughSomethingAlwaysWaits() {
        measured(0, 90, 100, 5, 5);
        assertThat(isLong(0)).isTrue();
        measured(5, 100, 110, 5, 5);
        assertThat(isLong(5)).isFalse();
        measured(10, 109, 120, 5, 5);
        measured(15, 119, 130, 5, 5);
        assertThat(isLong(35)).isFalse();
        assertThat(isLong(36)).isTrue();
    }

    @Test
    void aPartitionThatStandsStillIsNotHiddenByAnotherThatGoesOn() {
        measured(0, 10, 10, 5, 5);
        measured(5, 10, 11, 100, 100);
        for (int second = 10; second <= 40; second += 5) {
            measured(second, 10, 11, 100 * second, 100 * second);
        }
        assertThat(isLong(40)).isTrue();
        measured(45, 11, 11, 4500, 4500);
        assertThat(isLong(45)).isFalse();
    }
}
