package io.agentops.rca.healing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.rca.healing.SuccessRule.Sight;
import io.agentops.rca.healing.SuccessRule.Verdict;

class RulesTest {

    private static final Instant ACTED = Instant.parse("2026-11-20T10:00:00Z");

    private final SuccessRule success = new SuccessRule(Defaults.healing().work());
    private final StormRule storm = new StormRule(Defaults.healing().storm());

    @ParameterizedTest
    @CsvSource({"HEALTHY, false, 0.05, HEALTHY", "HEALTHY, false, 0.1, NOT_YET", "DEGRADED, false, 0, NOT_YET",
            "RECOVERING, false, 0, NOT_YET", "UNKNOWN, true, 0, NOT_YET", "UNHEALTHY, false, 0, DOWN"})
    void aHeartbeatLooksLikeThis(String status, boolean silent, double errorRate, Sight sight) {
        assertThat(success.sight(status, silent, errorRate)).isEqualTo(sight);
    }

    @Test
    void healthyForAMinuteIsRecovered() {
        Instant from = ACTED.plusSeconds(20);
        assertThat(success.judge(Sight.HEALTHY, ACTED, null, from)).isEqualTo(new Verdict.Wait(from));
        assertThat(success.judge(Sight.HEALTHY, ACTED, from, from.plusSeconds(59))).isEqualTo(new Verdict.Wait(from));
        assertThat(success.judge(Sight.HEALTHY, ACTED, from, from.plusSeconds(60)))
                .isEqualTo(new Verdict.Recovered(from));
    }

    @Test
    void whoGoesDownAgainWasNotHelped() {
        assertThat(success.judge(Sight.DOWN, ACTED, ACTED.plusSeconds(5), ACTED.plusSeconds(30)))
                .isEqualTo(new Verdict.Ineffective("The agent was healthy for a moment and went down again."));
        assertThat(success.judge(Sight.NOT_YET, ACTED, ACTED.plusSeconds(5), ACTED.plusSeconds(30)))
                .isEqualTo(new Verdict.Wait(null));
    }

    @Test
    void whoDoesNotGetHealthyInTimeWasNotHelped() {
        assertThat(success.judge(Sight.DOWN, ACTED, null, ACTED.plusSeconds(179))).isEqualTo(new Verdict.Wait(null));
        assertThat(success.judge(Sight.DOWN, ACTED, null, ACTED.plusSeconds(180))).isEqualTo(new Verdict.Ineffective(
                "The agent was restarted and did not become healthy within 180 s."));
    }

    @Test
    void whoseHeartbeatsWaitToBeStoredIsNotJudged() {
        Instant late = ACTED.plusSeconds(3600);
        assertThat(success.judge(Sight.UNHEARD, ACTED, null, late)).isEqualTo(new Verdict.Wait(null));
        Instant from = ACTED.plusSeconds(5);
        assertThat(success.judge(Sight.UNHEARD, ACTED, from, late)).isEqualTo(new Verdict.Wait(from));
    }

    @ParameterizedTest
    @CsvSource({"50, 50, true", "50, 20, false", "50, 21, true", "200, 50, false", "5, 3, true", "4, 2, false",
            "3, 3, true", "0, 0, false"})
    void manyAtOnceAreAStorm(long agents, long down, boolean begins) {
        assertThat(storm.begins(agents, down)).isEqualTo(begins);
    }

    @Test
    void theRoomOfAProjectIsTheLesserOfItsLimits() {
        assertThat(storm.room(0, 0)).isEqualTo(3);
        assertThat(storm.room(2, 3)).isEqualTo(1);
        assertThat(storm.room(0, 5)).isEqualTo(1);
        assertThat(storm.room(3, 0)).isZero();
        assertThat(storm.room(0, 7)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "connect to 10.0.0.7:5432 failed after 1200 ms; connect to 10.0.0.9:5432  failed after 7 ms",
            "request 7f3a9c01-22bb-4cde-8f00-112233445566 lost; request 00000000-aaaa-4bbb-8ccc-dddddddddddd lost",
            "Exit of 0x7fff5fbff8a0; exit of 0x10c0ffee1234"})
    void endsThatDifferInNumbersAreAlike(String one, String other) {
        assertThat(Signature.of("137", one)).isEqualTo(Signature.of("137", other));
        assertThat(Signature.of("137", one)).isNotEqualTo(Signature.of("1", other));
    }

    @Test
    void endsThatDifferInWordsAreNot() {
        assertThat(Signature.of(null, "disk full")).isEqualTo("-|disk full")
                .isNotEqualTo(Signature.of(null, "out of memory"));
        assertThat(Signature.of("1", "x".repeat(5_000))).hasSize(202);
    }

    @Test
    void theseAreTheDefaults() {
        HealingConfig config = Defaults.healing();
        assertThat(config.enabled()).isTrue();
        assertThat(config.every()).isEqualTo("1s");
        assertThat(config.steadyAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.silentFor()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.breaker().halfOpenAfter()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.storm().within()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.work().concurrency()).isEqualTo(8);
        assertThat(config.work().stepLimit()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.work().lease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.work().actWithin()).isEqualTo(Duration.ofMinutes(10));
    }
}
