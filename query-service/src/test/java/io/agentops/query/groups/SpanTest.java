package io.agentops.query.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {

    @ParameterizedTest
    @CsvSource({"1,1", "30,1", "31,2", "168,6", "169,6", "181,8", "720,24", "721,48", "8784,336"})
    void aSpanIsDividedIntoAtMostThirtyParts(long hours, long part) {
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(new Span(from, from.plus(Duration.ofHours(hours))).part(30)).isEqualTo(Duration.ofHours(part));
    }
}
