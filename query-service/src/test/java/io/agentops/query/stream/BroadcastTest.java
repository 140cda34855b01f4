package io.agentops.query.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

class BroadcastTest {

    private final Broadcast<String> broadcast = new Broadcast<>(3);

    private void add(String subject) {
        broadcast.add(new Event<>(EventId.NONE, subject, null));
    }

    @Test
    void theNewestEventsAreKeptAndOlderOnesAreLost() {
        assertThat(broadcast.end()).isZero();
        add("a");
        add("b");
        add("c");
        assertThat(broadcast.isLost(0)).isFalse();
        assertThat(broadcast.at(0).subject()).isEqualTo("a");
        add("d");
        assertThat(broadcast.end()).isEqualTo(4);
        assertThat(broadcast.isLost(0)).isTrue();
        assertThat(broadcast.at(0)).isNull();
        assertThat(LongStream.range(1, 4).mapToObj(broadcast::at).map(Event::subject)).containsExactly("b", "c", "d");
    }

    @Test
    void whoHasReadAllHasLostNothing() {
        LongStream.range(0, 10).forEach(i -> add("e" + i));
        assertThat(broadcast.isLost(broadcast.end())).isFalse();
        assertThat(broadcast.isLost(7)).isFalse();
        assertThat(broadcast.isLost(6)).isTrue();
    }
}
