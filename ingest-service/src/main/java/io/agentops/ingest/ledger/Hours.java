package io.agentops.ingest.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The hours in which the ledger counts. */
final class Hours {

    /** Clocks may tell any number as a record's time; what lies beyond the year 9999 has no RFC 3339 form. */
    private static final long LAST_MILLIS = 253_402_300_799_999L;

    /** Beyond these, what a record tells of its time is not believed; doors' records are never that old or young. */
    private static final Duration BACK = Duration.ofDays(30);
    private static final Duration AHEAD = Duration.ofDays(1);

    private Hours() {}

    /** The hour of a record that is read now; the present one where the record tells a time far from it. */
    static OffsetDateTime ofRead(long millis) {
        long now = System.currentTimeMillis();
        return of(millis < now - BACK.toMillis() || millis > now + AHEAD.toMillis() ? now : millis);
    }

    /**
     * The hour of a record.
     *
     * @param millis its time, in milliseconds since 1970; one that cannot be counts as the nearest that can
     */
    static OffsetDateTime of(long millis) {
        return Instant.ofEpochMilli(Math.max(0, Math.min(millis, LAST_MILLIS))).truncatedTo(ChronoUnit.HOURS)
                .atOffset(ZoneOffset.UTC);
    }
}
