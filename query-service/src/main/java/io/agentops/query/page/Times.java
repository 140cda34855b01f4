package io.agentops.query.page;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import io.vertx.mutiny.sqlclient.Row;

/** Times as rows and cursors hold them. */
public final class Times {

    /** No run is from before 1970; what lies beyond the year 9999 has no RFC 3339 form. */
    private static final long MOST_MICROS = 253_402_300_800_000_000L;

    private Times() {}

    /** The time in a column, or null. */
    public static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    /** A time as a parameter of a statement. */
    public static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /** The first start of a unit that is not before a time. */
    public static Instant ceiling(Instant time, ChronoUnit unit) {
        Instant start = time.truncatedTo(unit);
        return start.equals(time) ? time : start.plus(1, unit);
    }

    /**
     * The time in a cursor.
     *
     * @param micros microseconds since 1970
     * @throws io.agentops.http.ProblemException 422 for a time that no row has
     */
    public static OffsetDateTime fromCursor(long micros) {
        if (micros < 0 || micros >= MOST_MICROS) {
            throw Cursor.invalid();
        }
        return utc(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }
}
