package io.agentops.query.search;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

import io.agentops.http.ProblemException;

/**
 * When the runs started that a search looks at: it bounds what the database reads, whatever the search asks for.
 *
 * @param from that moment and later
 */
public record Window(Instant from) {

    private static final Duration DEFAULT = Duration.ofDays(30);
    private static final Duration LONGEST = Duration.ofDays(92);

    /**
     * The window between the times a caller gave, of which the later one is now and the earlier one 30 days before it where
     * they were not given.
     *
     * @throws ProblemException 422 for one longer than 92 days
     */
    public static Window of(Optional<Instant> from, Optional<Instant> to, Instant now) {
        Instant end = to.orElse(now);
        Instant begin = from.orElseGet(() -> end.minus(DEFAULT));
        if (Duration.between(begin, end).compareTo(LONGEST) > 0) {
            throw ProblemException.invalid("/from", "must be at most " + LONGEST.toDays() + " days before "
                    + (to.isPresent() ? "to" : "now") + " in this query");
        }
        return new Window(begin);
    }

    /**
     * The first day of which the database may have runs that started then or later. A run's day never lies before the one on
     * which it started, but may lie after it, since its start can move back. The day more is kept for runs that are read anew
     * from their spans.
     */
    public static LocalDate firstDay(Instant from) {
        return LocalDate.ofInstant(from, ZoneOffset.UTC).minusDays(1);
    }

    LocalDate firstDay() {
        return firstDay(from);
    }
}
