package io.agentops.query.groups;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Times;
import io.vertx.core.json.JsonArray;

/**
 * The place of a group in a list, and the span of that list: pages that are asked for later count the same hours.
 *
 * @param key what the list is ordered by, the largest first: runs, or microseconds since 1970
 */
record GroupPlace(Span span, long key, String groupId) {

    private static final List<Class<?>> KEY = List.of(Long.class, Long.class, Long.class, String.class, String.class);

    /**
     * The place in a cursor.
     *
     * @throws ProblemException 422 for one that is not of the same query
     */
    static GroupPlace fromCursor(String cursor, GroupFilter filter) {
        JsonArray key = Cursor.read(cursor, KEY);
        if (!key.getString(4).equals(filter.fingerprint())) {
            throw ProblemException.invalid("/cursor", "must be the next_cursor of an earlier page of the same query");
        }
        Span span = new Span(hour(key.getLong(0)), hour(key.getLong(1)));
        if (!span.isShort()) {
            throw Cursor.invalid();
        }
        return new GroupPlace(span, key.getLong(2), key.getString(3));
    }

    String cursor(GroupFilter filter) {
        return Cursor.of(List.of(micros(span.from()), micros(span.to()), key, groupId, filter.fingerprint()));
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static Instant hour(long micros) {
        return Times.fromCursor(micros).toInstant().truncatedTo(ChronoUnit.HOURS);
    }
}
