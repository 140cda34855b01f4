package io.agentops.ingest.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

class ValueLimitTest {

    private final Hands clock = new Hands();
    private final ValueLimit limit = new ValueLimit(new Limits(2, 100), clock);

    @Test
    void eachReasonOfAProjectHasItsOwnNumber() {
        assertThat(limit.take("p", "r", 1)).isTrue();
        assertThat(limit.take("p", "r", 1)).isTrue();
        assertThat(limit.take("p", "r", 1)).isFalse();
        assertThat(limit.take("p", "other", 1)).isTrue();
        assertThat(limit.take("q", "r", 1)).isTrue();
    }

    @Test
    void allTogetherHaveTheirBytes() {
        assertThat(limit.take("p", "1", 60)).isTrue();
        assertThat(limit.take("p", "2", 41)).isFalse();
        assertThat(limit.take("p", "3", 40)).isTrue();
        assertThat(limit.take("p", "4", 1)).isFalse();
    }

    @Test
    void anotherHourBeginsAnew() {
        limit.take("p", "r", 50);
        limit.take("p", "r", 50);
        clock.now = Instant.parse("2026-03-01T10:59:59Z");
        assertThat(limit.take("p", "r", 1)).isFalse();
        clock.now = Instant.parse("2026-03-01T11:00:00Z");
        assertThat(limit.take("p", "r", 100)).isTrue();
    }

    private record Limits(int perReason, long bytes) implements LetterSettings {}

    private static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-03-01T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
