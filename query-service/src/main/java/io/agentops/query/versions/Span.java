package io.agentops.query.versions;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;

/** Time of which figures are kept, in whole hours: from {@code since} on, before {@code until}. */
record Span(
        Instant since,
        Instant until) {

    /**
     * The span between two times, widened to whole hours.
     *
     * @param since as sent; this usual length before the end unless given
     * @param until as sent; the end of this hour unless given
     * @throws ProblemException 422 for times that are none, reversed, or too far apart
     */
    static Span of(String since, String until, Duration usual, Duration longest, Clock clock) {
        Instant end = whole(Parameters.time("until", until).orElseGet(clock::instant));
        Instant begin = Parameters.time("since", since).map(time -> time.truncatedTo(ChronoUnit.HOURS))
                .orElseGet(() -> end.minus(usual));
        if (end.isBefore(begin)) {
            throw until == null
                    ? ProblemException.invalid("/since", "must not be in the future without until")
                    : ProblemException.invalid("/until", "must not be before since");
        }
        Span span = new Span(begin, end);
        if (span.longerThan(longest)) {
            throw ProblemException.invalid("/since",
                    "must be at most " + longest.toDays() + " days before the end");
        }
        return span;
    }

    boolean longerThan(Duration most) {
        return Duration.between(since, until).compareTo(most) > 0;
    }

    private static Instant whole(Instant time) {
        Instant hour = time.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(time) ? hour : hour.plus(1, ChronoUnit.HOURS);
    }
}
