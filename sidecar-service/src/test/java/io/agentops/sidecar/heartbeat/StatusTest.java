package io.agentops.sidecar.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.contract.agent.AgentStatus;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.sidecar.Settings;

class StatusTest {

    private static final HeartbeatSettings.Status LIMITS = Settings.of(Map.of()).heartbeat().status();

    private long now;

    @ParameterizedTest
    @CsvSource({"HEALTHY, 0, 0, 0, HEALTHY, probes are answered", "WARMING, 0, 0, 0, UNKNOWN, the agent is starting",
            "NONE, 0, 0, 0, UNKNOWN, nobody asks the agent anything", "NONE, 5, 0, 10, HEALTHY, requests are answered",
            "UNHEALTHY, 100, 0, 10, UNHEALTHY, 3 probes failed in a row",
            "NO_PROCESS, 0, 0, 0, UNHEALTHY, the process does not run",
            "NO_PROCESS, 100, 0, 10, UNHEALTHY, the process does not run",
            "HEALTHY, 4, 4, 10, HEALTHY, probes are answered",
            "HEALTHY, 5, 5, 10, UNHEALTHY, 100 % of requests fail",
            "HEALTHY, 10, 5, 10, UNHEALTHY, 50 % of requests fail",
            "HEALTHY, 10, 4, 10, DEGRADED, 40 % of requests fail",
            "HEALTHY, 10, 1, 10, DEGRADED, 10 % of requests fail",
            "HEALTHY, 100, 9, 2000, HEALTHY, probes are answered",
            "HEALTHY, 5, 0, 2001, DEGRADED, p95 latency is 2001 ms"})
    void theRule(StatusRule.Probes probes, long requests, long errors, double p95, AgentStatus status, String reason) {
        Heartbeat.Traffic traffic = new Heartbeat.Traffic(10_000, requests, 0, 0, p95, p95, p95,
                Map.of("server_error", errors));

        assertThat(StatusRule.judge(LIMITS, probes, 3, traffic)).isEqualTo(new StatusRule.Verdict(status, reason));
    }

    @Test
    void itGetsWorseAtOnceAndBetterAfterAWhile() {
        StatusTracker tracker = new StatusTracker(Duration.ofSeconds(10), () -> now);

        assertThat(over(tracker, AgentStatus.UNKNOWN, 1)).isEqualTo(AgentStatus.UNKNOWN);
        assertThat(over(tracker, AgentStatus.HEALTHY, 1)).isEqualTo(AgentStatus.HEALTHY);
        assertThat(over(tracker, AgentStatus.UNHEALTHY, 1)).isEqualTo(AgentStatus.UNHEALTHY);
        assertThat(over(tracker, AgentStatus.HEALTHY, 9)).isEqualTo(AgentStatus.UNHEALTHY);
        assertThat(over(tracker, AgentStatus.UNHEALTHY, 1)).isEqualTo(AgentStatus.UNHEALTHY);
        assertThat(over(tracker, AgentStatus.HEALTHY, 9)).isEqualTo(AgentStatus.UNHEALTHY);
        assertThat(over(tracker, AgentStatus.HEALTHY, 1)).isEqualTo(AgentStatus.HEALTHY);
    }

    private AgentStatus over(StatusTracker tracker, AgentStatus status, int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += TimeUnit.SECONDS.toNanos(1);
            tracker.update(new StatusRule.Verdict(status, "r"));
        }
        return tracker.current().status();
    }
}
