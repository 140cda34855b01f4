package io.agentops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

    @Test
    void whatIsNotThereIsEmpty() {
        assertThat(Parameters.text("q", null, 3)).isEmpty();
        assertThat(Parameters.oneOf("q", null, List.of("a"))).isEmpty();
        assertThat(Parameters.flag("q", null)).isEmpty();
        assertThat(Parameters.time("q", null)).isEmpty();
    }

    @Test
    void whatFitsIsRead() {
        assertThat(Parameters.text("q", "abc", 3)).contains("abc");
        assertThat(Parameters.oneOf("q", "b", List.of("a", "b"))).contains("b");
        assertThat(Parameters.flag("q", "true")).contains(true);
        assertThat(Parameters.flag("q", "false")).contains(false);
        assertThat(Parameters.time("q", "2026-03-01T11:00:00.123456789+01:00"))
                .contains(Instant.parse("2026-03-01T10:00:00.123456Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abcd", "a\0"})
    void textsAreBounded(String text) {
        assertRefused(() -> Parameters.text("q", text, 3), "must have 1 to 3 characters, none of them NUL");
    }

    @Test
    void otherWordsAreRefused() {
        assertRefused(() -> Parameters.oneOf("q", "A", List.of("a", "b")), "must be one of a, b");
        assertRefused(() -> Parameters.flag("q", "1"), "must be one of true, false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2026-03-01", "2026-03-01T10:00:00", "+10000-01-01T00:00:00Z",
            "-0001-12-31T00:00:00Z", "2026-02-30T00:00:00Z"})
    void onlyTimesAreRead(String text) {
        assertRefused(() -> Parameters.time("q", text), "must be an RFC 3339 time");
    }

    private static void assertRefused(ThrowingCallable reading, String message) {
        ProblemException refusal = catchThrowableOfType(ProblemException.class, reading);
        assertThat(refusal.problem().status()).isEqualTo(422);
        assertThat(refusal.problem().errors()).containsExactly(new Problem.Error("/q", message));
    }
}
