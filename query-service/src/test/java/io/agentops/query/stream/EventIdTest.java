package io.agentops.query.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {

    @Test
    void whatIsWrittenIsRead() {
        EventId id = new EventId(new EntryId(1772000000000L, 12), 499);
        assertThat(id).hasToString("1772000000000-12-499");
        assertThat(EventId.parse(id.toString())).contains(id);
        EventId end = EventId.endOf(id.entry());
        assertThat(EventId.parse(end.toString())).contains(end);
        assertThat(end.isAfter(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "1-2", "1-2-", "1-2-x", "1-2-3-4", "-1-2-3", "1-2-١", "1-2-9999999999",
            "9999999999999999999-0-0"})
    void anythingElseIsNone(String text) {
        assertThat(EventId.parse(text)).isEmpty();
    }
}
