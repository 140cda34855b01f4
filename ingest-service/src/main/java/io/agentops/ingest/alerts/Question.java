package io.agentops.ingest.alerts;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.agentops.ingest.alerts.RuleBody.Filters;

/**
 * What a rule asks of the runs.
 *
 * @param source where the answer is
 * @param what {@code run}, {@code tool}, {@code model}, {@code failure}, or the status of agents or {@code BREAKER}; null for sources that know only runs
 * @param filters which of them
 * @param spans those whose figures are summed, each from its start to before its end
 */
record Question(
        Source source,
        String what,
        Filters filters,
        List<Span> spans) {

    /** Windows up to this are to the second, and are read from the runs themselves; longer ones are in whole hours. */
    private static final Duration EXACT = Duration.ofHours(1);

    /** Where figures are. */
    enum Source {
        /** The runs that ended last. */
        RECENT_RUNS,
        /** The figures kept by the hour. */
        HOURS,
        /** Runs that go on and are not heard of. */
        SILENT_RUNS,
        /** The last run that started. */
        LAST_RUN,
        /** Agents as they are now. */
        AGENTS
    }

    record Span(Instant from, Instant to) {}

    /** The figures of a window that ends now; of whole hours, all that it touches. */
    static Question window(String what, Filters filters, Duration window, Instant now) {
        Span span = new Span(now.minus(window), now);
        return window.compareTo(EXACT) <= 0
                ? new Question(Source.RECENT_RUNS, what, filters, List.of(span))
                : hours(what, filters, List.of(span));
    }

    static Question hours(String what, Filters filters, List<Span> spans) {
        return new Question(Source.HOURS, what, filters, spans.stream().map(Question::wholeHours).toList());
    }

    private static Span wholeHours(Span span) {
        Instant end = span.to().truncatedTo(ChronoUnit.HOURS);
        return new Span(span.from().truncatedTo(ChronoUnit.HOURS),
                end.equals(span.to()) ? end : end.plus(1, ChronoUnit.HOURS));
    }
}
