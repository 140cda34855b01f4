package io.agentops.query.versions;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.page.Times;

/** Time of which figures are kept, in whole hours: from {@code since} on, before {@code until}. */
record Span(
        Instant since,
        Instant until) {

    /**
     * The span between two times, widened to whole hours.
     *
     * @param since as sent; this usual length before the end unless given
     * @param until as sent
     * @param usualEnd when it ends unless given
     * @throws ProblemException 422 for times that are none, reversed, or too far apart
     */
    static Span of(String since, String until, Duration usual, Duration longest, Instant usualEnd) {
        Instant end = Times.ceiling(Parameters.time("until", until).orElse(usualEnd), ChronoUnit.HOURS);
        Instant begin = Parameters.time("since", since).map(time -> time.truncatedTo(ChronoUnit.HOURS))
                .orElseGet(() -> end.minus(usual));
        if (end.isBefore(begin)) {
            throw until == null
                    ? ProblemException.invalid("/since", "must not be after the usual end without until")
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
}
