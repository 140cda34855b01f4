package io.agentops.ingest.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Instant CREATED = Instant.parse("2026-02-03T10:00:00Z");
    private static final Outcome REFUSED = new Outcome(500, "http_status", null, 5);

    @Test
    void itIsTriedForADayEveryQuarterOfAnHour() {
        for (int seed = 0; seed < 100; seed++) {
            var random = new SplittableRandom(seed);
            List<Long> waits = new ArrayList<>();
            Instant now = CREATED;
            int attempts = 1;
            for (Optional<Instant> next = Backoff.next(REFUSED, attempts, CREATED, now, random); next
                    .isPresent(); next = Backoff.next(REFUSED, ++attempts, CREATED, now, random)) {
                waits.add(Duration.between(now, next.get()).toSeconds());
                now = next.get();
            }
            assertThat(attempts).isBetween(80, 130);
            assertThat(now).isBetween(CREATED.plus(Duration.ofHours(23)), CREATED.plus(Duration.ofHours(24)));
            assertThat(waits.get(0)).isBetween(8L, 12L);
            assertThat(waits.get(3)).isBetween(216L, 324L);
            assertThat(waits).allMatch(wait -> wait <= 15 * 60 * 1.2);
        }
    }

    @Test
    void whatCannotEndOtherwiseIsNotTriedAgain() {
        var random = new SplittableRandom(1);
        assertThat(Backoff.next(Outcome.answered(410, null, 1), 1, CREATED, CREATED, random)).isEmpty();
        assertThat(Backoff.next(Outcome.failed("refused_address", 1), 1, CREATED, CREATED, random)).isEmpty();
    }

    @Test
    void aReceiverIsLeftAloneForAsLongAsItAsksAndNotForLess() {
        var random = new SplittableRandom(1);
        Outcome patient = new Outcome(429, "http_status", Duration.ofMinutes(10), 1);
        assertThat(Backoff.next(patient, 1, CREATED, CREATED, random)).contains(CREATED.plusSeconds(600));
        Outcome hasty = new Outcome(429, "http_status", Duration.ofSeconds(-5), 1);
        assertThat(Backoff.next(hasty, 1, CREATED, CREATED, random).orElseThrow()).isAfter(CREATED.plusSeconds(7));
        Outcome never = new Outcome(429, "http_status", Duration.ofDays(2), 1);
        assertThat(Backoff.next(never, 1, CREATED, CREATED, random)).contains(CREATED.plusSeconds(4 * 3600));
    }
}
