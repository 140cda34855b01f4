package io.agentops.sidecar.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class ProbeHealthTest {

    private long now;
    private final ProbeHealth health = new ProbeHealth(3, 2, Duration.ofSeconds(60), () -> now);

    private String after(String probes) {
        StringBuilder states = new StringBuilder();
        for (char probe : probes.toCharArray()) {
            now += TimeUnit.SECONDS.toNanos(5);
            if (probe == '+') {
                health.succeeded();
            } else {
                health.failed();
            }
            states.append(health.state().name().charAt(0));
        }
        return states.toString();
    }

    @Test
    void itTakesThreeFailuresAndTwoSuccesses() {
        assertThat(after("+--+--+---+-++")).isEqualTo("HHHHHHHHHUUUUH");
    }

    @Test
    void failuresDoNotCountUntilTheGraceIsOver() {
        assertThat(after("-".repeat(13))).isEqualTo("W".repeat(11) + "UU");
    }

    @Test
    void theFirstAnswerEndsTheGrace() {
        assertThat(after("--+---")).isEqualTo("WWHHHU");
    }

    @Test
    void aRestartGivesGraceAgain() {
        after("+---");
        health.restart();

        assertThat(after("---+")).isEqualTo("WWWH");
    }
}
