package io.agentops.query.outline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of the time in which runs of a list started. A list shows the latest first: where what is frequent fills a page from the last
 * day, the days before need not be searched; what is rare is looked for in few more statements than one.
 *
 * @param from then and later; the beginning of time where absent
 * @param to before then; no end where absent
 */
record Slice(Optional<Instant> from, Optional<Instant> to) {

    private static final Duration FIRST = Duration.ofDays(1);
    private static final int GROWTH = 3;

    /**
     * Parts, the latest first, each longer than the one before.
     *
     * @param newest no run of the list started later, or only some did
     */
    static List<Slice> between(Instant from, Optional<Instant> to, Instant newest) {
        List<Slice> slices = new ArrayList<>();
        Optional<Instant> end = to;
        Instant begin = newest.minus(FIRST);
        for (Duration length = FIRST.multipliedBy(GROWTH); from.isBefore(begin); length = length.multipliedBy(GROWTH)) {
            slices.add(new Slice(Optional.of(begin), end));
            end = Optional.of(begin);
            begin = begin.minus(length);
        }
        slices.add(new Slice(Optional.of(from), end));
        return slices;
    }
}
