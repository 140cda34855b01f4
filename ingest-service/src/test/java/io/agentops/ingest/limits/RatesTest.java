package io.agentops.ingest.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.limits.LimitSettings.Project;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class RatesTest {

    private static final OptionalLong UNSET = OptionalLong.empty();

    private record Own(double rate, OptionalLong burst) implements Project {}

    private record Settings(double share, OptionalDouble rate, OptionalLong burst, Map<String, Project> projects,
            long backlog, Duration backlogEvery) implements LimitSettings {

        static Settings of(OptionalDouble rate, OptionalLong burst, Map<String, Project> projects) {
            return new Settings(1, rate, burst, projects, 1, Duration.ofSeconds(1));
        }
    }

    @Test
    void nobodyHasARateUnlessOneIsSet() {
        Rates rates = new Rates(Settings.of(OptionalDouble.empty(), UNSET, Map.of()));
        assertThat(rates.isEmpty()).isTrue();
        assertThat(rates.of("default")).isEmpty();
    }

    @Test
    void aProjectsOwnRateTakesThePlaceOfTheOthers() {
        Rates rates = new Rates(Settings.of(OptionalDouble.of(100), OptionalLong.of(700),
                Map.of("small", new Own(2, UNSET), "large", new Own(1e6, OptionalLong.of(3)))));
        assertThat(rates.of("default")).hasValue(new Rate(100, 700));
        assertThat(rates.of("small")).hasValue(new Rate(2, 10));
        assertThat(rates.of("large").orElseThrow().burst()).isEqualTo(100_000);
        assertThat(rates.isEmpty()).isFalse();
    }

    @Test
    void aProjectMayHaveARateWhereOthersHaveNone() {
        Rates rates = new Rates(Settings.of(OptionalDouble.empty(), UNSET, Map.of("small", new Own(2, UNSET))));
        assertThat(rates.of("default")).isEmpty();
        assertThat(rates.isEmpty()).isFalse();
    }

    @Test
    void settingsOutOfBoundsAreNamed() {
        assertRefused(Settings.of(OptionalDouble.of(0), UNSET, Map.of()),
                "agentops.limits.rate must be between 0.001 and 1e9, was 0.0");
        assertRefused(Settings.of(OptionalDouble.of(Double.NaN), UNSET, Map.of()),
                "agentops.limits.rate must be between 0.001 and 1e9, was NaN");
        assertRefused(Settings.of(OptionalDouble.of(1), OptionalLong.of(0), Map.of()),
                "agentops.limits.burst must be between 1 and 1e9, was 0");
        assertRefused(Settings.of(OptionalDouble.empty(), OptionalLong.of(7), Map.of()),
                "agentops.limits.burst needs agentops.limits.rate");
        assertRefused(Settings.of(OptionalDouble.empty(), UNSET, Map.of("clinic.eu", new Own(-1, UNSET))),
                "agentops.limits.projects.\"clinic.eu\".rate must be between 0.001 and 1e9, was -1.0");
    }

    @Test
    void theOtherBoundsAreCheckedToo() {
        assertThatThrownBy(() -> new DoorLimits(new Settings(0, OptionalDouble.empty(), UNSET, Map.of(), 1,
                Duration.ofSeconds(1)), null, null, null)).hasMessage("agentops.limits.share must be above 0, was 0.0");
        assertThatThrownBy(() -> backlog(0, Duration.ofSeconds(1)))
                .hasMessage("agentops.limits.backlog must be at least 1, was 0");
        assertThatThrownBy(() -> backlog(1, Duration.ZERO))
                .hasMessage("agentops.limits.backlog-every must be at least 1 ms, was PT0S");
    }

    private static Backlog backlog(long most, Duration every) {
        return new Backlog(null, new Settings(1, OptionalDouble.empty(), UNSET, Map.of(), most, every),
                new SimpleMeterRegistry());
    }

    private static void assertRefused(Settings settings, String message) {
        assertThatThrownBy(() -> new Rates(settings)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
