package io.agentops.query.stats;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * How the figures of a span are found.
 *
 * @param told what they are of
 * @param kept whole hours, of which figures are kept
 * @param counted parts of hours, of which the runs are counted
 */
record Window(Span told, Span kept, List<Span> counted) {

    /**
     * The window of a span.
     *
     * @param isBusy whether the hour of such a part has too many runs to count; then the whole hour is told
     */
    static Window of(Span span, Predicate<Span> isBusy) {
        Instant from = span.from();
        Instant to = span.to();
        List<Span> counted = new ArrayList<>();
        for (Span edge : span.edges()) {
            if (!isBusy.test(edge)) {
                counted.add(edge);
                continue;
            }
            Span hour = edge.widened();
            from = hour.from().isBefore(from) ? hour.from() : from;
            to = hour.to().isAfter(to) ? hour.to() : to;
        }
        Span told = new Span(from, to);
        return new Window(told, told.hours(), List.copyOf(counted));
    }
}
