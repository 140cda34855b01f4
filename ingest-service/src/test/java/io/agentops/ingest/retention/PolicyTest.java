package io.agentops.ingest.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;

import org.junit.jupiter.api.Test;

class PolicyTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 31);

    @Test
    void theLongestPolicyKeepsAPartitionAndTheShortestBeginsToEmptyIt() {
        Policy policy = new Policy(30, Map.of("short", 2, "long", 90), 14);
        assertThat(policy.firstOfAny(TODAY)).isEqualTo(LocalDate.of(2025, 12, 31));
        assertThat(policy.firstOfAll(TODAY)).isEqualTo(LocalDate.of(2026, 3, 29));
    }

    @Test
    void theDefaultMayBeEither() {
        Policy alone = new Policy(30, Map.of(), 14);
        assertThat(alone.firstOfAny(TODAY)).isEqualTo(LocalDate.of(2026, 3, 1)).isEqualTo(alone.firstOfAll(TODAY));
    }

    @Test
    void todayIsAlwaysKept() {
        assertThatThrownBy(() -> new Policy(0, Map.of(), 14)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("agentops.retention.days must be at least 1, was 0");
        assertThatThrownBy(() -> new Policy(30, Map.of("clinic", -1), 14)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("agentops.retention.projects.\"clinic\" must be at least 1, was -1");
        assertThatThrownBy(() -> new Policy(30, Map.of(), 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("agentops.dead-letters.days must be at least 1, was 0");
    }

    @Test
    void aWaitWithoutAnEndCannotBeSet() {
        DeadLetterSettings letters = new Letters(14);
        assertThatThrownBy(() -> new Retention(null, null, new Settings(Duration.ofNanos(900_000)), letters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("agentops.retention.lock-wait must be at least 1 ms, was PT0.0009S");
    }

    private record Letters(int days) implements DeadLetterSettings {}

    private record Settings(Duration lockWait) implements RetentionSettings {
        @Override
        public int days() {
            return 30;
        }

        @Override
        public Map<String, Integer> projects() {
            return Map.of();
        }

        @Override
        public String every() {
            return "1h";
        }
    }
}
