package io.agentops.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "10:00 | 12:00 | 10:00-12:00 | ''",
            "10:30 | 12:00 | 11:00-12:00 | 10:30-11:00",
            "10:00 | 12:15 | 10:00-12:00 | 12:00-12:15",
            "10:30 | 12:15 | 11:00-12:00 | 10:30-11:00 12:00-12:15",
            "10:30 | 11:15 | empty       | 10:30-11:00 11:00-11:15",
            "10:30 | 11:00 | empty       | 10:30-11:00",
            "10:00 | 10:15 | empty       | 10:00-10:15",
            "10:30 | 10:45 | empty       | 10:30-10:45",
            "10:30 | 10:30 | empty       | ''",
            "10:00 | 10:00 | empty       | ''"})
    void itsHoursAndItsEdgesAreAllOfIt(String from, String to, String hours, String edges) {
        Span span = new Span(at(from), at(to));
        assertThat(span.hours().isEmpty() ? "empty" : text(span.hours())).isEqualTo(hours);
        assertThat(span.edges().stream().map(SpanTest::text).collect(Collectors.joining(" "))).isEqualTo(edges);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "10:30 | 12:15 | 10 | 10:00-12:15 | 10:00-12:00 | 12:00-12:15",
            "10:30 | 12:15 | 12 | 10:30-13:00 | 11:00-13:00 | 10:30-11:00",
            "10:30 | 10:45 | 10 | 10:00-11:00 | 10:00-11:00 | ''",
            "10:30 | 11:15 | 11 | 10:30-12:00 | 11:00-12:00 | 10:30-11:00"})
    void anHourThatIsBusyIsToldWhole(String from, String to, int busy, String told, String kept, String counted) {
        Window window = Window.of(new Span(at(from), at(to)), edge -> edge.widened().from().equals(at(busy + ":00")));
        assertThat(List.of(text(window.told()), text(window.kept()),
                window.counted().stream().map(SpanTest::text).collect(Collectors.joining(" "))))
                .isEqualTo(List.of(told, kept, counted));
    }

    private static Instant at(String time) {
        return Instant.parse("2026-01-01T" + time + ":00Z");
    }

    private static String text(Span span) {
        return span.from().toString().substring(11, 16) + "-" + span.to().toString().substring(11, 16);
    }
}
