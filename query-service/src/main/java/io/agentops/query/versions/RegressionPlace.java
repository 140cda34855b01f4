package io.agentops.query.versions;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Times;
import io.vertx.core.json.JsonArray;

/**
 * The place of a regression in a list, whose order is that of when its version was first seen, the last first, then of its names.
 *
 * @param environment empty for none
 */
record RegressionPlace(
        Instant firstSeen,
        String agent,
        String environment,
        String version,
        Metric metric) implements Comparable<RegressionPlace> {

    private static final List<Class<?>> KEY = List.of(Long.class, String.class, String.class, String.class,
            String.class,
            Long.class, Long.class, String.class);
    private static final Comparator<RegressionPlace> ORDER = Comparator.comparing(RegressionPlace::firstSeen).reversed()
            .thenComparing(RegressionPlace::agent).thenComparing(RegressionPlace::environment)
            .thenComparing(RegressionPlace::version).thenComparing(RegressionPlace::metric);

    /** A place, and the span of the list it is in: a later page is of the same comparisons, whatever the time. */
    record InList(RegressionPlace place, Span span) {}

    @Override
    public int compareTo(RegressionPlace other) {
        return ORDER.compare(this, other);
    }

    String cursor(Span span, String fingerprint) {
        return Cursor
                .of(List.of(micros(firstSeen), agent, environment, version, metric.wireName(), micros(span.since()),
                        micros(span.until()), fingerprint));
    }

    /**
     * The place in a cursor.
     *
     * @throws ProblemException 422 for one that is not of the same query
     */
    static InList fromCursor(String cursor, String fingerprint) {
        JsonArray key = Cursor.read(cursor, KEY);
        if (!key.getString(7).equals(fingerprint)) {
            throw ProblemException.invalid("/cursor", "must be the next_cursor of an earlier page of the same query");
        }
        RegressionPlace place = new RegressionPlace(time(key, 0), key.getString(1), key.getString(2), key.getString(3),
                Metric.of(key.getString(4)).orElseThrow(Cursor::invalid));
        return new InList(place, new Span(time(key, 5), time(key, 6)));
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static Instant time(JsonArray key, int at) {
        return Times.fromCursor(key.getLong(at)).toInstant();
    }
}
