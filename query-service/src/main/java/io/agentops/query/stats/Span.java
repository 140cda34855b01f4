package io.agentops.query.stats;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.agentops.query.page.Times;

/** A time from its start to before its end. */
record Span(Instant from, Instant to) {

    boolean isEmpty() {
        return !from.isBefore(to);
    }

    /** The UTC days that are whole in it; empty, at its end, where none is. */
    Span days() {
        return whole(ChronoUnit.DAYS);
    }

    /** The hours that are whole in it; empty, at its end, where none is. */
    Span hours() {
        return whole(ChronoUnit.HOURS);
    }

    /** What is left of it without those hours: at most two parts of an hour. */
    List<Span> edges() {
        List<Span> edges = new ArrayList<>();
        Instant firstHour = Times.ceiling(from, ChronoUnit.HOURS);
        Instant lastHour = to.truncatedTo(ChronoUnit.HOURS);
        if (from.isBefore(firstHour)) {
            edges.add(new Span(from, firstHour.isBefore(to) ? firstHour : to));
        }
        if (lastHour.isBefore(to) && !lastHour.isBefore(firstHour)) {
            edges.add(new Span(lastHour, to));
        }
        edges.removeIf(Span::isEmpty);
        return edges;
    }

    /** The hours that have some of it. */
    Span widened() {
        return new Span(from.truncatedTo(ChronoUnit.HOURS), Times.ceiling(to, ChronoUnit.HOURS));
    }

    private Span whole(ChronoUnit unit) {
        Instant first = Times.ceiling(from, unit);
        Instant last = to.truncatedTo(unit);
        return first.isBefore(last) ? new Span(first, last) : new Span(to, to);
    }
}
